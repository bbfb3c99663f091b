import { liveRoute } from "@/app/_auth/live-route";
import type { Found } from "@/components/shell/use-found";
import { listCustomers } from "@/services/customers";
import { listUsers } from "@/services/users";

const EACH = 5;

/** A few customers and users for the command palette. */
export const GET = (request: Request) =>
  liveRoute(async (ctx): Promise<Found[]> => {
    const search = (new URL(request.url).searchParams.get("q") ?? "").trim().slice(0, 100);
    if (search.length < 2) return [];
    const [customers, users] = await Promise.all([
      listCustomers(ctx, { search, pageSize: EACH }),
      listUsers(ctx, { search, pageSize: EACH }),
    ]);
    return [
      ...customers.rows.map((row) => ({
        kind: "customer" as const,
        id: row.id,
        label: row.name,
        detail: row.accountNumber,
      })),
      ...users.rows.map((row) => ({
        kind: "user" as const,
        id: row.id,
        label: row.username,
        detail: row.customerName,
      })),
    ];
  });

import { documentRoute } from "@/app/_auth/document-route";
import { getTrialBalance, trialBalanceCsv } from "@/services/documents";

/** The trial balance as CSV, at the end of the ?asOf= day. */
export const GET = (request: Request) =>
  documentRoute("staff", async (ctx) => {
    const asOf = new URL(request.url).searchParams.get("asOf") ?? undefined;
    const balance = await getTrialBalance(ctx, { asOf });
    return { name: `trial-balance-${balance.asOf}`, csv: trialBalanceCsv(balance) };
  });

import { currentCustomer, currentStaff } from "@/app/_auth/session";
import { toFailure } from "@/app/_auth/to-failure";
import { logger } from "@/lib/logger";
import { getAttemptProgress } from "@/services/payments";

export const dynamic = "force-dynamic";
const STATUS: Record<string, number> = {
  invalid: 404,
  not_found: 404,
  forbidden: 404,
  unknown: 500,
};

/** How far a payment has come; what the payment page asks every second while something moves. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const who = (await currentCustomer()) ?? (await currentStaff());
  if (!who) return Response.json({ message: "Please sign in first." }, { status: 401 });
  try {
    const progress = await getAttemptProgress(who.ctx, { attemptId: (await params).id });
    return Response.json(progress, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const { code, message } = toFailure(error, logger);
    return Response.json({ message }, { status: STATUS[code] ?? 400 });
  }
}

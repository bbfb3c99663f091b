import type { Context } from "@/lib/context";
import { type AccessExplanation, customerWords } from "./customer-words";
import { judgeAccess, type VerdictCode } from "./judge-access";
import { loadExplainFacts } from "./load-facts";
import { type StaffWords, staffWords } from "./staff-words";

export interface Explanation extends StaffWords {
  code: VerdictCode;
  /** When the router was last seen: what this rests on is not younger. */
  seenAt: Date | null;
}

/** For staff: why each of these users is online or offline. Whoever calls has authorised. */
export async function explainToStaff(
  ctx: Context,
  userIds: readonly string[],
): Promise<Map<string, Explanation>> {
  const facts = await loadExplainFacts(ctx, userIds);
  return new Map(
    [...facts].map(([userId, known]) => {
      const verdict = judgeAccess(known);
      const seenAt = known.router.lastSeenAt;
      return [userId, { code: verdict.code, seenAt, ...staffWords(verdict, known) }];
    }),
  );
}

/** For the customer whose users these are. Whoever calls has authorised. */
export async function explainToCustomer(
  ctx: Context,
  userIds: readonly string[],
): Promise<Map<string, AccessExplanation>> {
  const facts = await loadExplainFacts(ctx, userIds);
  return new Map(
    [...facts].map(([userId, known]) => [userId, customerWords(judgeAccess(known), known)]),
  );
}

import type { Context } from "@/lib/context";
import type { Payment } from "../settle/types";
import { findCandidates } from "./find-candidates";
import { loadCandidates } from "./load-candidates";
import { cluesFor } from "./score";
import { tracesOf } from "./traces";

/** A customer that an unmatched payment may belong to. Staff decide; nothing is ever assigned by itself. */
export interface Suggestion {
  customerId: string;
  name: string;
  accountNumber: string;
  /** 0 to 100. */
  score: number;
  /** Sentences, the strongest first. */
  reasons: string[];
}

const LEAST_SCORE = 15;

/** The likeliest customers of a payment, best first. The caller has authorised. */
export async function suggestCustomers(
  ctx: Context,
  payment: Payment,
  limit = 5,
): Promise<Suggestion[]> {
  const traces = tracesOf(payment);
  const ids = await findCandidates(ctx, traces);
  const candidates = await loadCandidates(ctx, traces, ids);
  return candidates
    .map((candidate) => {
      const { customerId, name, accountNumber } = candidate;
      const clues = cluesFor(traces, candidate);
      const points = clues.reduce((sum, clue) => sum + clue.points, 0);
      const reasons = clues.map((clue) => clue.reason);
      return { customerId, name, accountNumber, score: Math.min(points, 100), reasons };
    })
    .filter((each) => each.score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name))
    .slice(0, limit);
}

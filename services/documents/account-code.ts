import type { Paper } from "@/lib/documents";

/** The code on a customer's papers: to where they pay, and see all that is theirs. Pure. */
export const accountCode = (portalUrl: string, owedCents: number): Paper["qr"] => ({
  text: portalUrl,
  caption: owedCents > 0 ? "Scan to pay online" : "Scan for your account",
});

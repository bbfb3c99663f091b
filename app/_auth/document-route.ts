import type { Context } from "@/lib/context";
import { type Paper, renderPdf } from "@/lib/documents";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { statusOf } from "./live-route";
import { currentCustomer, currentStaff } from "./session";
import { toFailure } from "./to-failure";

export type Document =
  | { name: string; paper: Paper; csv?: undefined }
  | { name: string; csv: string };

const SESSIONS = { staff: currentStaff, customer: currentCustomer };

/**
 * A file to download: session, one read verb, the file. The verb decides who may have it; what is refused is said in
 * a plain sentence. Never cached.
 */
export async function documentRoute(
  side: keyof typeof SESSIONS,
  make: (ctx: Context, actorId: string) => Promise<Document>,
): Promise<Response> {
  try {
    const signedIn = await SESSIONS[side]();
    if (!signedIn) throw new AppError("unauthenticated", "Please sign in first.");
    return await toFile(await make(signedIn.ctx, signedIn.actor.id));
  } catch (error) {
    const { code, message, fieldErrors } = toFailure(error, logger);
    const words = Object.values(fieldErrors)[0] ?? message;
    return new Response(words, {
      status: statusOf(code),
      headers: { "Cache-Control": "no-store" },
    });
  }
}

async function toFile(document: Document): Promise<Response> {
  const isCsv = document.csv !== undefined;
  const body = isCsv ? document.csv : await renderPdf(document.paper);
  const name = document.name.replace(/[^A-Za-z0-9._-]+/g, "-");
  return new Response(body, {
    headers: {
      "Content-Type": isCsv ? "text/csv; charset=utf-8" : "application/pdf",
      "Content-Disposition": `attachment; filename="${name}.${isCsv ? "csv" : "pdf"}"`,
      "Cache-Control": "private, no-store",
    },
  });
}

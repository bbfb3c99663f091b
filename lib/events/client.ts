import { Inngest } from "inngest";
import { env } from "../env";
import { DiscreetErrors } from "./discreet-errors";
import { impatientFetch } from "./impatient-fetch";

/** Longer than a job server under load takes for a full batch; a repeat of what it took after all is recognised. */
const PATIENCE_MS = 10_000;

let client: Inngest | undefined;

/** The Inngest client; which server it talks to is configuration alone. Always signed, also on one machine. */
export function inngestClient(): Inngest {
  client ??= new Inngest({
    id: "isp",
    isDev: false,
    baseUrl: env().INNGEST_BASE_URL,
    eventKey: env().INNGEST_EVENT_KEY,
    signingKey: env().INNGEST_SIGNING_KEY,
    middleware: [DiscreetErrors],
    fetch: impatientFetch(PATIENCE_MS),
  });
  return client;
}

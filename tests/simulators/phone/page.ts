import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";

const part = (name: string) => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");

const STYLES = ["base.css", "phone.css", "prompt.css", "motion-and-width.css"];

/** Sends the page: one document that needs nothing else, with a policy that lets nothing else in. */
export function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString("base64");
  const html = part("index.html")
    .replace("<!-- style -->", () => `<style nonce="${nonce}">${STYLES.map(part).join("")}</style>`)
    .replace(
      "<!-- script -->",
      () => `<script type="module" nonce="${nonce}">${part("phone.js")}</script>`,
    );
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'`,
  });
  response.end(html);
}

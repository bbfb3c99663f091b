import type { IncomingMessage, ServerResponse } from "node:http";
import { type Sources, takeSnapshot } from "./snapshot";

const HEARTBEAT_MS = 15_000;

/** Streams snapshots of one phone (server-sent events): now, and after every change. */
export function streamSnapshots(
  sources: Sources,
  wanted: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    connection: "keep-alive",
  });
  let last = "";
  let due = false;
  const send = () => {
    due = false;
    const text = JSON.stringify(takeSnapshot(sources, wanted));
    if (text !== last) response.write(`data: ${text}\n\n`);
    last = text;
  };
  // Many changes in one turn make one snapshot.
  const sendSoon = () => {
    if (!due) setImmediate(send);
    due = true;
  };
  const stops = [sources.daraja.subscribe(sendSoon), sources.sms.subscribe(sendSoon)];
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  request.on("close", () => {
    clearInterval(heartbeat);
    for (const stop of stops) stop();
  });
  send();
}

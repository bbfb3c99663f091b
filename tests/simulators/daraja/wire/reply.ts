import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { z } from "zod";
import type { SpoiltAnswer } from "../fault-schemas";

/** What goes back over the wire, and how it may go wrong there. */
export interface Reply {
  status: number;
  /** JSON, or raw text with its type. */
  body: unknown;
  contentType?: string;
  /** Answer this much later. */
  stallMs?: number;
  truncated?: boolean;
  /** The connection ends without an answer. */
  lost?: boolean;
  /** Runs once the answer has left, or would have. */
  after?: () => void;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

/** A Daraja error: HTTP status is the first part of the code. */
export function failure(errorCode: string, errorMessage: string): Reply {
  const requestId = `${randomUUID().slice(0, 18)}-${Date.now() % 100_000}`;
  return {
    status: Number(errorCode.slice(0, 3)),
    body: { requestId, errorCode, errorMessage },
  };
}

export const invalid = (field: string): Reply =>
  failure("400.002.02", `Bad Request - Invalid ${field}`);

/** The gateway's own form of "too often" (HTTP 429). */
export function spikeArrest(count: number, seconds: number): Reply {
  const rate = `messagesPerPeriod=${count}, periodInMicroseconds=${seconds * 1_000_000}`;
  return {
    status: 429,
    body: {
      fault: {
        faultstring: `Spike arrest violation. Allowed rate : MessageRate{${rate}}`,
        detail: { errorcode: "policies.ratelimit.SpikeArrestViolation" },
      },
    },
  };
}

/** The same reply, spoilt as F15 and the operations' faults ask for. */
export function spoil(reply: Reply, fault: z.output<typeof SpoiltAnswer>): Reply {
  if (fault.kind === "stall") return { ...reply, stallMs: fault.stallMs };
  if (fault.kind === "truncated") return { ...reply, truncated: true };
  return {
    ...reply,
    status: 500,
    contentType: "text/html",
    body: "<html><body><h1>500 Internal Server Error</h1></body></html>",
  };
}

/** Writes the reply; resolves when it has left or the connection is gone. */
export function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once("close", resolve);
    if (reply.lost) {
      response.destroy();
      return;
    }
    const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    const sent = reply.truncated ? text.slice(0, text.length / 2) : text;
    response.writeHead(reply.status, {
      "content-type": reply.contentType ?? "application/json;charset=UTF-8",
      "content-length": Buffer.byteLength(sent),
    });
    response.end(sent);
  });
}

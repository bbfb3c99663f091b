export interface ReceivedBody {
  bytes: Buffer;
  /** True when there was more than the limit; `bytes` then holds the beginning. */
  tooLarge: boolean;
}

/**
 * Reads a request's body and keeps it up to a limit; the rest is read and dropped, so that the sender gets an
 * answer. A body that breaks off is what arrived of it. Never throws.
 */
export async function readBody(request: Request, limitBytes: number): Promise<ReceivedBody> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = request.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      if (total < limitBytes) chunks.push(part.value);
      total += part.value.byteLength;
    }
  } catch {
    // The sender went away: what has arrived is still worth keeping.
  }
  const bytes = Buffer.concat(chunks).subarray(0, limitBytes);
  return { bytes, tooLarge: total > limitBytes };
}

/** Text that Postgres can hold: what is no UTF-8 and NUL become U+FFFD. */
export const storableText = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8").decode(bytes).replaceAll("\u0000", "\uFFFD");

const NO_ANSWER = "No answer came. Check your connection and try again.";

/**
 * Asks one of our live endpoints, which may ask a router: what it says, or what is wrong in words. Never throws; the
 * wait ends when the page is left and after `patienceMs`, whatever hangs.
 */
export async function askLive<T>(
  path: string,
  { leave, patienceMs }: { leave: AbortSignal; patienceMs: number },
): Promise<{ found: T } | { problem: string }> {
  const signal = AbortSignal.any([leave, AbortSignal.timeout(patienceMs)]);
  try {
    const response = await fetch(`/api/live/${path}`, { signal });
    const body = await response.json();
    return response.ok ? { found: body as T } : { problem: String(body.message) };
  } catch {
    return { problem: NO_ANSWER };
  }
}

/** Waits for a state instead of sleeping; fails with the last value seen. */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T> | T,
  isRight: (value: T) => boolean = Boolean,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms for ${what}; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

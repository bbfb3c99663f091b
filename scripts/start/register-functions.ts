/**
 * Asks the app to register its functions with the Inngest server that INNGEST_BASE_URL names; Inngest calls this
 * syncing an app. A server that is away now is told so by hand later: the product's sweeps lose nothing meanwhile.
 */
export async function registerFunctions(
  appUrl: string,
  say: (line: string) => void,
): Promise<void> {
  const url = `${appUrl}/api/inngest`;
  const answer = await fetch(url, { method: "PUT", signal: AbortSignal.timeout(15_000) }).then(
    async (response) => ({ ok: response.ok, text: (await response.text()).slice(0, 300) }),
    (error: unknown) => ({ ok: false, text: String(error) }),
  );
  if (answer.ok) say("The Inngest server knows the app's functions.");
  else
    say(
      `! The Inngest server does not know the app yet (${answer.text}). Sync it: curl -X PUT ${url}`,
    );
}

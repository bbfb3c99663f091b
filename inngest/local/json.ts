/**
 * Parses JSON from the wire. A half of a surrogate pair becomes U+FFFD, as it does in the real
 * server: it could neither be stored nor signed.
 * @throws SyntaxError
 */
export function parseWireJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!/\\u[dD][89a-fA-F]/.test(text)) return value;
  // JSON.stringify writes whole pairs as characters, so what is still escaped is a lone half.
  const repaired = JSON.stringify(value).replace(/\\(\\|ud[89a-f][0-9a-f]{2})/g, (found) =>
    found === "\\\\" ? found : "\ufffd",
  );
  return JSON.parse(repaired);
}

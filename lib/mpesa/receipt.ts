/** An M-Pesa receipt in its one form (upper case, 10 characters), or undefined. */
export function parseReceipt(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const receipt = text.trim().toUpperCase();
  return /^[A-Z0-9]{10}$/.test(receipt) ? receipt : undefined;
}

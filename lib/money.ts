/** Amounts are whole cents in a number, exact below 2^53 (90 trillion shillings). */
export type Cents = number;

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/;

/** Reads "1500", "1500.5" or 1500 exactly, without floats; undefined when it is not a positive amount of money. */
export function parseAmount(value: string | number): Cents | undefined {
  const match = DECIMAL.exec(String(value).trim());
  if (!match?.[1]) return undefined;
  const cents = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return cents > 0 ? cents : undefined;
}

/** "KES 1,500" or "KES 1,500.50". */
export function formatMoney(cents: Cents, currency = "KES"): string {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.trunc(Math.abs(cents) / 100).toLocaleString("en-KE");
  const rest = Math.abs(cents) % 100;
  return `${sign}${currency} ${whole}${rest ? `.${String(rest).padStart(2, "0")}` : ""}`;
}

/** Rounds up to whole shillings: what an STK push can ask for. */
export const ceilToShilling = (cents: Cents): Cents => Math.ceil(cents / 100) * 100;

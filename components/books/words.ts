/** What to do about a promise that is broken. */
const ADVICE: Record<string, string> = {
  I7: "A guard of the database is missing: somebody with the owner's role removed it. Restore it by restarting the product with its migrations, and find out who.",
  I13: "A guard of the database is missing: somebody with the owner's role removed it. Restore it by restarting the product with its migrations, and find out who.",
  I5: "Open the payment and compare its journals with its amount.",
  I6: "Open the attempt's payment. A receipt that is missing can be looked up on the M-Pesa portal and typed in.",
  I8: "Open the bill and compare what paid it with its total.",
  I9: "Open Reconciliation: the day on which payments and ledger differ names the payment.",
  I10: "Open the user: paid-until was changed past the renewals, by hand in the database.",
  I12: "Press “Sync now” on the user, or send the message again; the outbox row was lost.",
  I14: "A received callback waits to be judged: look whether the job server runs, then at Payments → Quarantine.",
  I15: "A bill number was given and its bill is gone: ask whoever works on the database directly.",
};
const USUAL_ADVICE =
  "Stop changing money by hand, take a backup, and send these rows to support: the software alone cannot cause this.";

export const adviceFor = (promiseId: string): string =>
  ADVICE[promiseId] ?? ADVICE[promiseId.split("-")[0] ?? ""] ?? USUAL_ADVICE;

const PAGES = { payments: "payments", bills: "bills", users: "users", customers: "customers" };
/** What the column "id" of a promise's rows names. */
const ID_IS: Record<string, keyof typeof PAGES> = {
  I5: "payments",
  "I9-suspense": "payments",
  "I8-bills": "bills",
  "I8-payments": "payments",
  I10: "users",
};
const COLUMN_IS: Record<string, keyof typeof PAGES> = {
  customer_id: "customers",
  payment_id: "payments",
  bill_id: "bills",
  older_bill_id: "bills",
  user_id: "users",
};

/** Where a value of a broken row leads; undefined when there is no page for it. */
export function pageOf(promiseId: string, column: string, value: unknown): string | undefined {
  if (column === "attempt_id" && typeof value === "string") return `/payments/attempts?q=${value}`;
  const kind = column === "id" ? ID_IS[promiseId] : COLUMN_IS[column];
  return kind && typeof value === "string" ? `/${PAGES[kind]}/${value}` : undefined;
}

/** Columns that hold cents under other names. */
const MONEY = /_cents$|^(credited|allocated|paid|held|clearing|owed|difference|total|last_after)$/;

export const isMoney = (column: string): boolean => MONEY.test(column);

/** "balance_cents" → "balance". */
export const columnWords = (column: string): string =>
  column.replace(/_cents$/, "").replaceAll("_", " ");

import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { splitTax } from "@/lib/billing";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { lockWallet } from "@/services/ledger";
import { applyWallet } from "../apply-wallet";
import { loadTaxRates } from "../load-tax-rates";
import { scheduleNumbering } from "../number-bills";
import { balanceOf, lockOpenBills } from "../open-bills";

const Input = z.object({
  /** Made by the form, and the bill's id: the same form sent twice is one charge. */
  formId: uuid().optional(),
  customerId: uuid(),
  /** What the charge is about, when it is about one login. */
  userId: uuid().optional(),
  description: z
    .string("Say what it is for.")
    .trim()
    .min(2, "Say what it is for.")
    .max(200, "At most 200 characters."),
  amountCents: z.coerce
    .number("Say how much.")
    .int("Whole cents only.")
    .min(1, "A charge is more than nothing.")
    .max(100_000_000, "At most KES 1,000,000."),
});
const { bills, billLines, customers, users } = schema;

/**
 * Bills a one-off fee (work, equipment), VAT inclusive. When the wallet holds enough for all that is owed it is paid
 * at once, else it waits for money. Errors: forbidden, not_found, invalid (another customer's user), conflict (the form
 * was sent before with other content).
 */
export async function addCharge(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ billId: string; paid: boolean }> {
  authorise(ctx, { staff: "billing.write" });
  const charge = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    await requireOwner(tx, charge);
    const wallet = await lockWallet(tx, charge.customerId);
    const before = charge.formId && (await findForm(tx, charge.formId, charge));
    if (before) return before;
    const billId = await insertBill(tx, charge);
    scheduleNumbering(tx);
    const open = await lockOpenBills(tx, charge.customerId);
    const owedCents = open.reduce((sum, bill) => sum + balanceOf(bill), 0);
    const paid = wallet.balanceCents >= owedCents;
    if (paid) await applyWallet(tx, { customerId: charge.customerId, wallet });
    await recordAudit(tx, {
      action: "billing.add-charge",
      entity: { kind: "customer", id: charge.customerId },
      data: { billId, ...charge, paid },
    });
    return { billId, paid };
  });
}

/** The bill that this form has made already. Whoever made it has committed: the wallet is locked. */
async function findForm(ctx: TxContext, id: string, charge: z.output<typeof Input>) {
  const [bill] = await ctx.tx.select().from(bills).where(eq(bills.id, id));
  if (!bill) return undefined;
  if (bill.customerId !== charge.customerId || bill.totalCents !== charge.amountCents)
    throw conflict("This form was sent before with other content. Please open it again.");
  return { billId: bill.id, paid: bill.status === "paid" };
}

async function requireOwner(ctx: TxContext, charge: z.output<typeof Input>) {
  const { customerId, userId } = charge;
  const [customer] = await ctx.tx
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer");
  if (!userId) return;
  const [user] = await ctx.tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.customerId, customerId)));
  if (!user) throw invalid("This login belongs to another customer.");
}

async function insertBill(ctx: TxContext, charge: z.output<typeof Input>): Promise<string> {
  const { description, amountCents, customerId, userId } = charge;
  const id = charge.formId ?? ctx.newId();
  const now = ctx.now();
  // Excise is charged on the internet service, not on fees for work and equipment.
  const split = splitTax(amountCents, { ...(await loadTaxRates(ctx)), excise: 0 });
  await ctx.tx.insert(bills).values({
    id,
    customerId,
    userId,
    kind: "adjustment",
    totalCents: amountCents,
    vatCents: split.vatCents,
    dueAt: now,
    issuedAt: now,
    createdAt: now,
  });
  await ctx.tx.insert(billLines).values({
    id: ctx.newId(),
    billId: id,
    position: 1,
    description,
    revenue: "fees",
    unitCents: amountCents,
    totalCents: amountCents,
    ...split,
  });
  return id;
}

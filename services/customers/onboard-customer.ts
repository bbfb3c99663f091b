import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { isUniqueViolation } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { createOnboardingBill } from "@/services/billing";
import { getInstallation } from "@/services/installation";
import { queueMessage, whereToPay } from "@/services/messages";
import { addUser, UserInput } from "@/services/users";
import { createCustomer } from "./create-customer";
import { CustomerInput } from "./schemas";

const Fee = z.object({
  description: z.string().trim().min(2, "Say what the fee is for.").max(100),
  amountCents: z.coerce.number().int().min(1, "A fee is more than nothing.").max(100_000_000),
});

const Input = CustomerInput.extend({
  user: UserInput,
  fees: z.array(Fee).max(10).default([]),
});

export interface Onboarded {
  customerId: string;
  accountNumber: string;
  userId: string;
}

/**
 * A new customer in one step: phone, account number, login on a router, first bill (fees and first period)
 * and a welcome SMS. Errors: forbidden, invalid, conflict (phone or username taken).
 */
export async function onboardCustomer(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Onboarded> {
  authorise(ctx, { staff: "customers.write", job: true });
  const { user, fees, ...customer } = Input.parse(input);
  try {
    return await withTransaction(ctx, async (tx) => {
      const { customerId, accountNumber } = await createCustomer(tx, customer);
      const { userId } = await addUser(tx, { ...user, customerId });
      const bill = await createOnboardingBill(tx, { customerId, userId, fees, firstPeriod: true });
      await queueWelcome(tx, {
        customerId,
        accountNumber,
        phone: customer.phone,
        name: customer.name,
        totalCents: bill?.totalCents ?? 0,
      });
      await recordAudit(tx, {
        action: "customers.onboard",
        entity: { kind: "customer", id: customerId },
        data: { accountNumber, userId, fees },
      });
      return { customerId, accountNumber, userId };
    });
  } catch (error) {
    if (isUniqueViolation(error, "customer_phones_phone_unique")) {
      throw conflict("A customer with this phone exists already.", {
        phone: "Another customer has this number.",
      });
    }
    throw error;
  }
}

interface Welcome {
  customerId: string;
  accountNumber: string;
  phone: string;
  name: string;
  totalCents: number;
}

async function queueWelcome(ctx: TxContext, welcome: Welcome) {
  const { operatorName } = await getInstallation(ctx);
  await queueMessage(ctx, {
    customerId: welcome.customerId,
    phone: welcome.phone,
    template: "welcome",
    values: {
      operator: operatorName,
      name: welcome.name.split(" ")[0] ?? welcome.name,
      account: welcome.accountNumber,
      amount: formatMoney(welcome.totalCents),
      where: await whereToPay(ctx, welcome.accountNumber),
    },
    dedupeKey: `welcome:${welcome.customerId}`,
  });
}

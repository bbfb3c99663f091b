import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { isAccountNumber } from "@/lib/account-number";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { onboardCustomer } from "@/services/customers";
import { createIsp, createTestDatabase, errorOf } from "@/tests/support";

const { db } = await createTestDatabase();
const isp = await createIsp(db);

let serial = 0;
const person = (over: Record<string, unknown> = {}) => {
  serial++;
  return {
    name: `Customer ${serial}`,
    phone: `07120000${String(serial).padStart(2, "0")}`,
    user: { username: `user${serial}`, routerId: isp.routerId, packageId: isp.packageId },
    fees: [{ description: "Installation", amountCents: 200_000 }],
    ...over,
  };
};

test("onboarding makes customer, phone, login, first bill, welcome SMS and desired state together", async () => {
  const { customerId, accountNumber, userId } = await onboardCustomer(isp.owner, person());
  expect(isAccountNumber(accountNumber)).toBe(true);
  const bills = await db.select().from(schema.bills).where(eq(schema.bills.customerId, customerId));
  expect(bills).toMatchObject([{ kind: "onboarding", totalCents: 450_000, status: "open" }]);
  const [message] = await db
    .select()
    .from(schema.messages)
    .where(eq(schema.messages.customerId, customerId));
  expect(message?.body).toContain(accountNumber);
  expect(message?.body).toContain("KES 4,500");
  const [desired] = await db
    .select()
    .from(schema.desiredStates)
    .where(eq(schema.desiredStates.userId, userId));
  expect(desired?.intent).toMatchObject({ presence: "present", access: "off" });
});

test("a taken phone leaves nothing behind and names the field", async () => {
  const first = person();
  await onboardCustomer(isp.owner, first);
  const before = await db.$count(schema.customers);
  const error = await errorOf(onboardCustomer(isp.owner, person({ phone: first.phone })));
  expect(error).toMatchObject({
    code: "conflict",
    fieldErrors: { phone: "Another customer has this number." },
  });
  expect(await db.$count(schema.customers)).toBe(before);
});

test("a username is taken whatever its case", async () => {
  const first = person();
  await onboardCustomer(isp.owner, first);
  const user = { ...first.user, username: first.user.username.toUpperCase() };
  const error = await errorOf(onboardCustomer(isp.owner, person({ user })));
  expect(error.fieldErrors).toHaveProperty("username");
});

test("of ten forms with the same username at the same moment one wins", async () => {
  const user = person().user;
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => onboardCustomer(isp.owner, person({ user }))),
  );
  expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
});

test("a technician may not onboard customers, and a customer may not onboard anybody", async () => {
  const technician = createContext(
    { kind: "staff", id: isp.owner.actor.id, role: "technician" },
    { db },
  );
  expect((await errorOf(onboardCustomer(technician, person()))).code).toBe("forbidden");
  const customer = createContext({ kind: "customer", id: isp.job.newId() }, { db });
  expect((await errorOf(onboardCustomer(customer, person()))).code).toBe("forbidden");
});

import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { createContext, withTransaction } from "@/lib/context";
import { getDb, schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { addPackage } from "@/services/packages";
import { waitFor } from "../support/wait-for";
import {
  daraja,
  expectBooksKept,
  expectOneCredit,
  HEALS_WITHIN_MS,
  joinProduct,
  newSubscriber,
  ownerContext,
  payToOnline,
  press,
  router,
  type Secret,
  type Subscriber,
  secretOf,
  sessionOf,
  syncStateOf,
  untilPhase,
  userOf,
} from "./support/heal-world";
import { openHandset, phonePage, signInCustomer } from "./support/journey";

const PRICE = 10_000;

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

test("a customer who pays while the router is down is told so, and is online without a person when it returns", async ({
  browser,
}) => {
  test.setTimeout(4 * HEALS_WITHIN_MS);
  const who = await newSubscriber({ router: "ruaka-hub" });
  const handset = await openHandset(browser, who.phone);
  const page = await phonePage(browser);
  await signInCustomer(page, handset, who.phone);
  await router(who, "down", { down: true });
  try {
    await daraja("script", { phone: who.phone, outcome: "success" });
    await page.getByRole("button", { name: /^Pay KES/ }).click();
    await expect(page.getByText(/the router at your site is not answering/)).toBeVisible({
      timeout: HEALS_WITHIN_MS,
    });
  } finally {
    await router(who, "down", { down: false });
  }
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible({
    timeout: 2 * HEALS_WITHIN_MS,
  });
  expect(await sessionOf(who)).toBeDefined();
  await expectOneCredit(who, PRICE);
});

const { routerStates } = schema;

async function stateOfRouter(who: Subscriber) {
  const db = getDb();
  const [row] = await db.select().from(routerStates).where(eq(routerStates.routerId, who.routerId));
  if (!row) throw new Error("no state of the router");
  return row;
}

const comparedAt = async (who: Subscriber) =>
  (await stateOfRouter(who)).lastReconciledAt?.getTime() ?? 0;

/** Makes a router due for its comparison, as ten minutes do: from here on the product is alone. */
const tenMinutesPass = (who: Subscriber) =>
  getDb()
    .update(routerStates)
    .set({ nextReconcileAt: new Date() })
    .where(eq(routerStates.routerId, who.routerId));

/** Asks for a comparison and waits until it is done. */
async function compare(who: Subscriber) {
  const before = await comparedAt(who);
  await withTransaction(createContext({ kind: "job", id: "heal-test" }), async (tx) => {
    await enqueueEvent(tx, "network/router.reconcile.requested", { routerId: who.routerId });
  });
  await waitFor(
    "the comparison",
    () => comparedAt(who),
    (at) => at > before,
    HEALS_WITHIN_MS,
  );
}

const logOfWrites = (who: Subscriber) => router<{ path: string }[]>(who, "log?writes");

test("a secret deleted by hand is back with the next sweep, one edited by hand is right again, and without drift nothing is written", async () => {
  test.setTimeout(6 * HEALS_WITHIN_MS);
  const deleted = await newSubscriber();
  const edited = await newSubscriber();
  await Promise.all([payToOnline(deleted), payToOnline(edited)]);
  const right = await secretOf(edited);

  await router(deleted, "rows", { path: "/ppp/secret", id: deleted.username }, "DELETE");
  const fields = { disabled: "yes", profile: "default" };
  await router(edited, "rows", { path: "/ppp/secret", id: edited.username, fields }, "PATCH");
  await tenMinutesPass(deleted);
  const mended = (who: Subscriber) => (secret: Secret | undefined) =>
    secret?.disabled === "false" && (who === deleted || secret.profile === right?.profile);
  for (const who of [deleted, edited]) {
    await waitFor("the secret to be right", () => secretOf(who), mended(who), 2 * HEALS_WITHIN_MS);
    const inSync = ({ status }: { status: string }) => status === "in_sync";
    await waitFor("in sync", () => syncStateOf(who), inSync, HEALS_WITHIN_MS);
  }

  await router(deleted, "log", undefined, "DELETE");
  await compare(deleted);
  expect(await logOfWrites(deleted)).toEqual([]);
});

/** A package of one minute, so that a test sees it end. */
async function minutePackage(): Promise<string> {
  const ctx = await ownerContext();
  const name = `One minute ${ctx.newId().slice(-6)}`;
  await addPackage(ctx, {
    name,
    serviceType: "pppoe",
    downloadKbps: 5_000,
    uploadKbps: 2_500,
    periodUnit: "minute",
    periodCount: 1,
    priceCents: 1_000,
  });
  return name;
}

const CUT_WITHIN_MS = 10_000;

test("who runs out of time is cut within seconds and dropped; who pays in the last second stays online", async () => {
  test.setTimeout(5 * HEALS_WITHIN_MS);
  const packageName = await minutePackage();
  const [lapsing, paying] = [
    await newSubscriber({ packageName }),
    await newSubscriber({ packageName }),
  ];
  await payToOnline(lapsing);
  await payToOnline(paying);
  const session = await sessionOf(paying);
  const first = (await userOf(paying)).paidUntil?.getTime() ?? 0;
  // M-Pesa tells us only when the time is over.
  const faults = [{ name: "F4", delayMs: 3_000 }];
  await daraja("script", { phone: paying.phone, outcome: "manual", faults });
  const attemptId = await press(paying);
  await untilPhase(paying, attemptId, ["prompted"]);

  const ends = (await userOf(lapsing)).paidUntil?.getTime() ?? 0;
  const cut = waitFor(
    "the cut on the router",
    async () => ((await secretOf(lapsing))?.disabled === "true" ? Date.now() : undefined),
    (at) => at !== undefined,
    2 * HEALS_WITHIN_MS,
  );
  await waitFor(
    "the last second",
    () => first - Date.now(),
    (left) => left < 700,
    80_000,
  );
  await daraja(`prompts/${paying.phone.slice(1)}/pin`, { pin: "1234" });

  expect(((await cut) ?? 0) - ends).toBeLessThan(CUT_WITHIN_MS);
  await waitFor(
    "no session",
    () => sessionOf(lapsing),
    (s) => s === undefined,
    CUT_WITHIN_MS,
  );
  await untilPhase(paying, attemptId, ["paid", "online", "restored"]);
  const { paidUntil, expiredAt } = await userOf(paying);
  expect(expiredAt).toBeNull();
  expect(paidUntil?.getTime()).toBe(first + 60_000);
  expect(await sessionOf(paying)).toEqual(session);
});

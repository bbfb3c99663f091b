import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { getDb, schema } from "@/lib/db";
import { listQuarantined } from "@/services/payments";
import { waitFor } from "../support/wait-for";
import {
  daraja,
  expectBooksKept,
  expectOneCredit,
  HEALS_WITHIN_MS,
  joinProduct,
  kill,
  newSubscriber,
  ownerContext,
  paymentsOf,
  press,
  type Subscriber,
  secretOf,
  sessionOf,
  syncStateOf,
  untilAppAnswers,
  untilPhase,
  userOf,
} from "./support/heal-world";

const PRICE = 10_000;
const KILLS = 3;
const UP_TO_MS = 400;

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

/** Verified, online on the router itself, and paid once. */
async function expectServedOnce(who: Subscriber) {
  expect((await syncStateOf(who)).status).toBe("in_sync");
  expect((await secretOf(who))?.disabled).toBe("false");
  expect(await sessionOf(who)).toBeDefined();
  await expectOneCredit(who, PRICE);
}

test("an app that is killed at any moment after the payment committed leaves the customer online and paid once", async () => {
  test.setTimeout(KILLS * 2 * HEALS_WITHIN_MS);
  for (let round = 0; round < KILLS; round++) {
    const who = await newSubscriber();
    await daraja("script", { phone: who.phone, outcome: "success" });
    const attemptId = await press(who);
    await waitFor(
      "the payment's row",
      () => paymentsOf(who),
      (rows) => rows.length > 0,
      HEALS_WITHIN_MS,
    );
    // The first dies at once, the others at a moment of chance on the way to the router.
    const pause = round === 0 ? 0 : Math.random() * UP_TO_MS;
    await new Promise((resolve) => setTimeout(resolve, pause));
    kill("worker");
    kill("app");
    await untilPhase(who, attemptId, ["online"], 2 * HEALS_WITHIN_MS);
    await untilAppAnswers();
    await expectServedOnce(who);
  }
});

test("a job server that is killed in the middle of a payment leaves the customer online and paid once", async () => {
  test.setTimeout(3 * HEALS_WITHIN_MS);
  const who = await newSubscriber({ router: "ruaka-hub" });
  await daraja("script", { phone: who.phone, outcome: "success", delayMs: 500 });
  const attemptId = await press(who);
  await untilPhase(who, attemptId, ["prompted", "restoring", "restored", "online"]);
  kill("jobs");
  await untilPhase(who, attemptId, ["online"], 2 * HEALS_WITHIN_MS);
  await expectServedOnce(who);
});

interface Sent {
  kind: string;
  url: string;
  body: string;
  checkoutRequestId: string | null;
}

async function checkoutIdOf(attemptId: string): Promise<string> {
  const [attempt] = await getDb()
    .select()
    .from(schema.stkAttempts)
    .where(eq(schema.stkAttempts.id, attemptId));
  return attempt?.checkoutRequestId ?? "";
}

/** The genuine callback, as it went over the wire; the list of payments may have told us of the money before it. */
async function captured(attemptId: string): Promise<Sent> {
  const checkoutRequestId = await checkoutIdOf(attemptId);
  const find = async () =>
    (await daraja<Sent[]>("deliveries?kind=stk")).find(
      (one) => one.checkoutRequestId === checkoutRequestId,
    );
  const genuine = await waitFor("the genuine callback", find, Boolean, HEALS_WITHIN_MS);
  if (!genuine) throw new Error("no genuine callback was sent");
  return genuine;
}

const statusOf = async (url: string, body: BodyInit): Promise<number> => {
  const headers = { "content-type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body })).status;
};

const stripToken = (url: string) => url.replace(/[^/]+$/, "no-such-token");

/** Forged and malformed bodies against one attempt, by the simulator and by hand. Returns the answers' statuses. */
async function forgeries(checkoutRequestId: string, url: string): Promise<number[]> {
  const byDaraja = ["bad_token", "wrong_amount", "unknown_id", "broken_json", "oversize"].map(
    async (kind) => {
      const sent = await daraja<{ status: number }>("forged", { kind, checkoutRequestId });
      return sent.status;
    },
  );
  const elsewhere = daraja<{ status: number }>("forged", {
    kind: "fake_success",
    checkoutRequestId,
    fromAddress: "127.0.0.66",
  }).then((sent) => sent.status);
  const binary = Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 37) % 256));
  const byHand = [
    statusOf(url, "x".repeat(64 * 1024 + 1)),
    statusOf(url, binary),
    statusOf(url, ""),
    statusOf(url, "[]"),
    statusOf(stripToken(url), binary),
    statusOf(stripToken(url), '{"Body":{}}'),
  ];
  return Promise.all([...byDaraja, elsewhere, ...byHand]);
}

test("fifty copies of a genuine callback at the same moment, with forged ones before, between and after, are one credit", async () => {
  test.setTimeout(3 * HEALS_WITHIN_MS);
  const startedAt = new Date();
  const who = await newSubscriber();
  await daraja("script", { phone: who.phone, faults: [{ name: "F6", times: 50 }] });
  const attemptId = await press(who);
  await untilPhase(who, attemptId, ["prompted"]);
  type Prompt = { id: string };
  const prompts = () => daraja<Prompt[]>(`prompts?phone=${who.phone.slice(1)}`);
  const [prompt] = await waitFor("the prompt", prompts, (open) => open.length > 0);
  const id = prompt?.id ?? "";
  const attempts = await daraja<{ checkoutRequestId: string; callbackUrl: string }[]>("attempts");
  const url = attempts.find((one) => one.checkoutRequestId === id)?.callbackUrl ?? "";

  const before = await forgeries(id, url);
  expect(await paymentsOf(who)).toEqual([]);
  await daraja(`prompts/${id}/pin`, { pin: "1234" });
  await waitFor(
    "the credit",
    () => paymentsOf(who),
    (rows) => rows.length > 0,
    HEALS_WITHIN_MS,
  );
  const genuine = await captured(attemptId);
  const [between, copies] = await Promise.all([
    forgeries(id, url),
    Promise.all(Array.from({ length: 50 }, () => statusOf(genuine.url, genuine.body))),
  ]);
  const after = await forgeries(id, url);

  expect(copies).toEqual(Array.from({ length: 50 }, () => 200));
  expect([...before, ...between, ...after].filter((status) => status >= 500)).toEqual([]);
  await untilPhase(who, attemptId, ["online"]);
  await untilJudged();
  await expectServedOnce(who);
  await expectSeenByStaff(startedAt);
});

const untilJudged = () =>
  waitFor(
    "every callback to be judged",
    () =>
      getDb()
        .select({ id: schema.callbackInbox.id })
        .from(schema.callbackInbox)
        .where(eq(schema.callbackInbox.status, "received")),
    (unjudged) => unjudged.length === 0,
    HEALS_WITHIN_MS,
  );

async function expectSeenByStaff(since: Date) {
  const { rows } = await listQuarantined(await ownerContext(), { pageSize: 50 });
  const mine = rows.filter((row) => row.receivedAt >= since);
  // A wrong amount, an unknown id, broken JSON, too long, binary, empty, a list, and unknown senders.
  const reasons = new Set(mine.map((row) => row.reason));
  expect(reasons.size).toBeGreaterThanOrEqual(5);
  expect(mine.some((row) => !row.tokenKnown)).toBe(true);
  expect(mine.some((row) => row.reason.includes("64 KB"))).toBe(true);
}

test("a callback that never comes: the query reopens access, the list of payments brings the receipt, and the money is posted once", async () => {
  test.setTimeout(6 * HEALS_WITHIN_MS);
  const who = await newSubscriber({ router: "ruaka-hub" });
  // Nothing is sent, and at first only the query knows.
  const faults = [{ name: "F3" }, { name: "F11" }];
  await daraja("script", { phone: who.phone, outcome: "success", faults });
  const attemptId = await press(who);

  const opened = await untilPhase(who, attemptId, ["online"], 3 * HEALS_WITHIN_MS);
  expect(opened.provisional).toBe(true);
  expect(await sessionOf(who)).toBeDefined();
  const before = await userOf(who);
  expect(before.paidUntil).toBeNull();
  expect(before.provisionalUntil?.getTime()).toBeGreaterThan(Date.now());
  expect(await paymentsOf(who)).toEqual([]);

  await daraja("release", { checkoutRequestId: await checkoutIdOf(attemptId) });
  await waitFor(
    "the receipt",
    () => paymentsOf(who),
    (rows) => rows.length > 0,
    150_000,
  );
  await expectServedOnce(who);
  expect((await paymentsOf(who)).map((payment) => payment.source)).toEqual(["pull"]);
  expect((await userOf(who)).paidUntil?.getTime()).toBeGreaterThan(Date.now());
});

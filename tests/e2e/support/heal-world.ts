import { expect } from "@playwright/test";
import { and, eq } from "drizzle-orm";
import { type Context, createContext } from "@/lib/context";
import { getDb, schema } from "@/lib/db";
import { onboardCustomer } from "@/services/customers";
import { checkInvariants } from "@/services/ledger";
import { type AttemptProgress, getAttemptProgress, requestStkPayment } from "@/services/payments";
import { readPids, readPorts } from "../../support/product";
import { adoptProductSettings } from "../../support/product-settings";
import { waitFor } from "../../support/wait-for";
import { dataDir } from "./journey";

export interface Subscriber {
  customerId: string;
  userId: string;
  routerId: string;
  phone: string;
  username: string;
  router: "kilimani-tower" | "ruaka-hub";
}

const ROUTER_NAMES = { "kilimani-tower": "Kilimani tower", "ruaka-hub": "Ruaka hub" } as const;

/** Under load a killed app needs some seconds to stand again. */
export const HEALS_WITHIN_MS = 60_000;

/** Lets this process act on the running product's database as another process of it would. */
export function joinProduct(): void {
  const dir = dataDir();
  adoptProductSettings({ dataDir: dir, ports: readPorts(dir) });
}

export async function ownerContext(): Promise<Context> {
  const [owner] = await getDb().select().from(schema.staff).where(eq(schema.staff.role, "owner"));
  if (!owner) throw new Error("the demo has no owner");
  return createContext({ kind: "staff", id: owner.id, role: "owner" });
}

/** A customer who has never paid, with a user on the named router. */
export async function newSubscriber(
  options: { router?: Subscriber["router"]; packageName?: string } = {},
): Promise<Subscriber> {
  const ctx = await ownerContext();
  const db = getDb();
  const router = options.router ?? "kilimani-tower";
  const packageName = options.packageName ?? "Day pass 5 Mbps";
  const [onRouter] = await db
    .select()
    .from(schema.routers)
    .where(eq(schema.routers.name, ROUTER_NAMES[router]));
  const [item] = await db
    .select()
    .from(schema.packages)
    .where(eq(schema.packages.name, packageName));
  if (!onRouter || !item) throw new Error(`no ${router} or ${packageName}`);
  const serial = ctx.newId().slice(-8);
  const phone = `+2547${String(Number.parseInt(serial, 16) % 100_000_000).padStart(8, "0")}`;
  const { customerId, userId } = await onboardCustomer(ctx, {
    name: `Heal ${serial}`,
    phone,
    user: { username: `heal-${serial}`, packageId: item.id, routerId: onRouter.id },
  });
  return { customerId, userId, routerId: onRouter.id, phone, username: `heal-${serial}`, router };
}

/** Presses "Pay" as the customer does; returns the attempt. */
export async function press(who: Subscriber): Promise<string> {
  const ctx = createContext({ kind: "customer", id: who.customerId });
  const { customerId, userId, phone } = who;
  return (await requestStkPayment(ctx, { customerId, userId, phone })).attemptId;
}

export const progressOf = (who: Subscriber, attemptId: string): Promise<AttemptProgress> =>
  getAttemptProgress(createContext({ kind: "customer", id: who.customerId }), { attemptId });

export const untilPhase = (
  who: Subscriber,
  attemptId: string,
  phases: AttemptProgress["phase"][],
  timeoutMs = HEALS_WITHIN_MS,
): Promise<AttemptProgress> =>
  waitFor(
    `the payment to be ${phases.join(" or ")}`,
    () => progressOf(who, attemptId),
    ({ phase }) => phases.includes(phase),
    timeoutMs,
  );

/** Pays and waits until the customer's device is online. */
export async function payToOnline(who: Subscriber): Promise<string> {
  await daraja("script", { phone: who.phone, outcome: "success" });
  const attemptId = await press(who);
  await untilPhase(who, attemptId, ["online"]);
  return attemptId;
}

export const paymentsOf = (who: Subscriber) =>
  getDb().select().from(schema.payments).where(eq(schema.payments.customerId, who.customerId));

export async function userOf(who: Subscriber) {
  const [row] = await getDb().select().from(schema.users).where(eq(schema.users.id, who.userId));
  if (!row) throw new Error("the user is gone");
  return row;
}

export async function syncStateOf(who: Subscriber) {
  const { syncStates } = schema;
  const [row] = await getDb()
    .select()
    .from(syncStates)
    .where(and(eq(syncStates.userId, who.userId), eq(syncStates.routerId, who.routerId)));
  if (!row) throw new Error("no sync state");
  return row;
}

/** One credit of the right amount, as M-Pesa's own statement has it. */
export async function expectOneCredit(who: Subscriber, amountCents: number): Promise<void> {
  const payments = await paymentsOf(who);
  expect(payments.map((p) => [p.status, p.amountCents])).toEqual([["credited", amountCents]]);
  const statement = await daraja<{ msisdn: string; receipt: string }[]>("statement");
  const receipts = statement.filter((e) => e.msisdn === who.phone.slice(1)).map((e) => e.receipt);
  expect(payments.map((p) => p.receipt)).toEqual(receipts);
}

/** Every promise of the books is kept. */
export const expectBooksKept = async () => expect(await checkInvariants(getDb())).toEqual([]);

/** SIGKILLs one process of the product by its own id; the supervisor starts another. */
export function kill(name: "app" | "worker" | "jobs"): void {
  const pid = readPids(dataDir())[name];
  if (!pid) throw new Error(`${name} does not run`);
  process.kill(pid, "SIGKILL");
}

/** Until the process that was started in place of a killed one answers. */
export async function untilAppAnswers(): Promise<void> {
  const { app } = readPorts(dataDir());
  const health = () =>
    fetch(`http://127.0.0.1:${app}/api/health`).then(
      (response) => response.status,
      () => 0,
    );
  await waitFor("the app to answer", health, (status) => status === 200, HEALS_WITHIN_MS);
}

/** A call to Daraja's control API; POST when there is a body. */
export const daraja = <T = unknown>(path: string, body?: object): Promise<T> =>
  control<T>(`http://127.0.0.1:${readPorts(dataDir()).daraja}/_sim/${path}`, body);

/** A call to a router's control API. */
export const router = <T = unknown>(
  who: Subscriber,
  path: string,
  body?: object,
  method?: "PATCH" | "DELETE",
): Promise<T> =>
  control<T>(
    `http://127.0.0.1:${readPorts(dataDir()).routers}/_sim/routers/${who.router}/${path}`,
    body,
    method,
  );

export type Secret = { ".id": string; name: string; disabled: string; profile: string };

export const secretOf = async (who: Subscriber): Promise<Secret | undefined> => {
  const rows = await router<Secret[]>(who, "rows?path=/ppp/secret");
  return rows.find((row) => row.name === who.username);
};

/** The id of the session that the customer's device has on the router. */
export const sessionOf = async (who: Subscriber): Promise<string | undefined> => {
  const sessions = await router<{ name: string; sessionId: string }[]>(who, "sessions");
  return sessions.find((session) => session.name === who.username)?.sessionId;
};

async function control<T>(
  url: string,
  body?: object,
  method: string = body ? "POST" : "GET",
): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

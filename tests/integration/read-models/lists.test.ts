import { v7 } from "uuid";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { getCustomer, listCustomers } from "@/services/customers";
import { listPackages } from "@/services/packages";
import { listUsers, suggestUsername } from "@/services/users";
import { createTestDatabase } from "@/tests/support";
import { addCustomer, addPackage, addRouter, addUser, at, contextAs } from "./fixture";

const { db } = await createTestDatabase();
const ctx = contextAs(db);
const router = await addRouter(db);
const basic = await addPackage(db, { name: "Basic" });
const fast = await addPackage(db, { name: "Fast", priceCents: 500_000 });
const old = await addPackage(db, { name: "Old", status: "archived", priceCents: 100 });

const mary = await addCustomer(db, { name: "Mary Wanjiru", phone: "+254712345678" });
const percent = await addCustomer(db, { name: "100% Fibre_Cafe Ltd" });
const closed = await addCustomer(db, { name: "Zed Closed", status: "closed" });
for (let i = 0; i < 27; i++) await addCustomer(db, { name: `Bulk ${String(i).padStart(2, "0")}` });
await db
  .insert(schema.ledgerAccounts)
  .values({ kind: "wallet", customerId: mary.id, balanceCents: 12_345, version: 1 });

const onRouter = { routerId: router.id, packageId: basic.id };
const paid = await addUser(
  db,
  { customerId: mary.id, ...onRouter },
  { username: "mary.w", paidUntil: at(24) },
  { online: true },
);
const lapsed = await addUser(
  db,
  { customerId: mary.id, ...onRouter },
  { username: "mary.shop", paidUntil: at(-1) },
  { status: "failed", lastError: "router down" },
);
const trusted = await addUser(
  db,
  { customerId: percent.id, ...onRouter, packageId: fast.id },
  { username: "cafe", paidUntil: at(-1), provisionalUntil: at(1) },
);
const fresh = await addUser(db, { customerId: percent.id, ...onRouter }, { username: "fresh" });
const stopped = await addUser(
  db,
  { customerId: percent.id, ...onRouter },
  { username: "stopped", status: "suspended", paidUntil: at(24) },
);
const gone = await addUser(
  db,
  { customerId: mary.id, ...onRouter },
  { username: "gone", status: "closed" },
);

const names = async (input: Parameters<typeof listCustomers>[1]) =>
  (await listCustomers(ctx, input)).rows.map((row) => row.name);
const usernames = async (input: Parameters<typeof listUsers>[1]) =>
  (await listUsers(ctx, input)).rows.map((row) => row.username).sort();

test("customers are found by part of the name, account number, either notation of the phone, and username", async () => {
  for (const search of ["wanji", mary.accountNumber.slice(2), "0712 345", "+254712345", "MARY.SH"])
    expect(await names({ search })).toEqual(["Mary Wanjiru"]);
});

test("wildcards in a search are letters, not wildcards", async () => {
  expect(await names({ search: "100%" })).toEqual(["100% Fibre_Cafe Ltd"]);
  expect(await names({ search: "%_%" })).toEqual([]);
  expect(await names({ search: "Fibre_" })).toEqual(["100% Fibre_Cafe Ltd"]);
});

test("a search with a character that Postgres cannot hold finds nothing more and nothing less", async () => {
  expect(await names({ search: "wan\u0000ji" })).toEqual(["Mary Wanjiru"]);
  expect(await usernames({ search: "mary.\u0000shop" })).toEqual(["mary.shop"]);
});

test("pages of customers hold every row once, and the total counts all of them", async () => {
  const pages = await Promise.all(
    [1, 2, 3, 4].map((page) =>
      listCustomers(ctx, { page, pageSize: 9, sort: "name", direction: "asc" }),
    ),
  );
  const all = pages.flatMap((page) => page.rows.map((row) => row.name));
  expect(pages[0]?.total).toBe(30);
  expect(new Set(all).size).toBe(30);
  expect(all).toEqual([...all].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())));
});

test("the newest customer comes first unless sorted; an unknown sort or status changes nothing", async () => {
  const newest = await names({ pageSize: 1 });
  expect(newest).toEqual(["Bulk 26"]);
  const nonsense = { pageSize: 1, sort: "password", status: "dropped" };
  expect(await names(nonsense)).toEqual(newest);
});

test("a customer's row counts open users and shows the wallet", async () => {
  const [row] = (await listCustomers(ctx, { search: "wanjiru" })).rows;
  expect(row).toMatchObject({ userCount: 2, walletCents: 12_345, phone: "+254712345678" });
  expect(await names({ status: "closed" })).toEqual([closed.name]);
});

test("a customer reads themselves and nobody else", async () => {
  const self = contextAs(db, { kind: "customer", id: mary.id });
  expect(await getCustomer(self, { customerId: mary.id })).toMatchObject({ walletCents: 12_345 });
  await expect(getCustomer(self, { customerId: percent.id })).rejects.toThrow("not allowed");
  await expect(listCustomers(self, {})).rejects.toThrow("not allowed");
});

test("an id that is none, or that nobody has, does not exist", async () => {
  for (const customerId of ["nonsense", v7()])
    await expect(getCustomer(ctx, { customerId })).rejects.toMatchObject({ code: "not_found" });
});

test("users are filtered by what they may do at this moment", async () => {
  expect(await usernames({ status: "on" })).toEqual([trusted.username, paid.username]);
  expect(await usernames({ status: "unpaid" })).toEqual(
    [fresh.username, gone.username].slice(0, 1),
  );
  expect(await usernames({ status: "suspended" })).toEqual([stopped.username]);
  expect(await usernames({ status: "closed" })).toEqual([gone.username]);
  expect(await usernames({ status: "online" })).toEqual([paid.username]);
  expect(await usernames({ status: "sync_owed" })).toEqual([lapsed.username]);
});

test("a user's row says access in one word, provisional included", async () => {
  const { rows } = await listUsers(ctx, { pageSize: 50 });
  const access = Object.fromEntries(rows.map((row) => [row.username, row.access]));
  expect(access).toMatchObject({
    "mary.w": "on",
    "mary.shop": "expired",
    cafe: "provisional",
    fresh: "unpaid",
    stopped: "suspended",
    gone: "closed",
  });
});

test("users of one customer or one router can be listed alone", async () => {
  expect(await usernames({ customerId: percent.id })).toEqual(["cafe", "fresh", "stopped"]);
  expect(await usernames({ routerId: v7() })).toEqual([]);
});

test("packages come cheapest first, archived last, with their open users", async () => {
  const { rows } = await listPackages(ctx, {});
  expect(rows.map((row) => [row.name, row.userCount])).toEqual([
    ["Basic", 4],
    ["Fast", 1],
    ["Old", 0],
  ]);
  expect(old.status).toBe("archived");
});

test("a suggested username is short ASCII and nobody has it", async () => {
  const suggest = async (name: string) => (await suggestUsername(ctx, { name })).username;
  expect(await suggest("Mary Wanjiru")).toBe("mary.w2");
  expect(await suggest("Amélie N'Dour")).toBe("amelie.d");
  expect(await suggest("Gone")).toBe("gone");
  expect(await suggest("李")).toBe("user");
  expect(await suggest("Jo")).toBe("jo-net");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Desired,
  diff,
  diffFleet,
  type FleetLook,
  FleetMemory,
  type Intent,
  judgePlan,
  type ObservedRow,
  type Plan,
  type Policy,
  queueMoves,
  type ResourceKind,
  type UnreadRow,
  type UnreadTable,
  usersUsedUp,
} from "@/lib/sync";
import { serviceKinds } from "@/lib/sync/session-kinds";
import { ALICE, anIntent, applyChange, aRouter, BOB, compileFor, INSTALLATION, T0 } from "./model";

const sharedTag = `isp:${INSTALLATION}`;
const KINDS = [...new Set(Object.values(serviceKinds).flatMap(({ tables }) => tables))];
const MARK = { epoch: "e1", used: { bytes: 5, seconds: 5 }, counted: { bytes: 5, seconds: 5 } };

interface Wanted {
  intent: Intent;
  notBefore: Date | null;
}

interface World {
  users: Map<string, Wanted>;
  rows: ObservedRow[];
  policy: Policy;
  nextId: number;
}

type Step = (world: World) => void;

const who = fc.constantFrom(ALICE, BOB);
const named = (userId: string, intent: Intent): Intent =>
  userId === BOB
    ? { ...intent, username: "bob", address: { ...intent.address, fixed: "10.70.0.9" } }
    : intent;
const withAllowance = fc
  .tuple(anIntent, fc.boolean())
  .map(([intent, capped]) =>
    capped ? { ...intent, session: { ...intent.session, allowance: "e1" } } : intent,
  );
const desiredOf = (userId: string, { intent, notBefore }: Wanted): Desired =>
  compileFor(intent, { userId, sessionNotBefore: notBefore, allowanceMark: MARK });

const pick = (rows: ObservedRow[], n: number) => rows[n % Math.max(1, rows.length)];
const change = (world: World, n: number, how: (row: ObservedRow) => ObservedRow) => {
  const chosen = pick(world.rows, n);
  world.rows = world.rows.map((row) => (row === chosen ? how(row) : row));
};

/** As the engine would leave the router. */
const heal: Step = (world) => {
  for (const [userId, wanted] of world.users)
    for (const step of diff(desiredOf(userId, wanted), world.rows, "full").changes) {
      world.rows = applyChange(world.rows, step).map((row) =>
        row.rowId.startsWith("*NEW") ? { ...row, rowId: `*${(world.nextId++).toString(16)}` } : row,
      );
    }
};

/** A session that began just late enough: seen a second earlier it would have to go. */
const dialIn: Step = (world) => {
  const wanted = world.users.get(ALICE);
  if (!wanted) return;
  const open = { serviceType: "pppoe", presence: "present", access: "on" } as const;
  const intent = { ...wanted.intent, ...open };
  world.users.set(ALICE, { intent, notBefore: T0 });
  heal(world);
  world.rows.push({
    kind: "session",
    rowId: `*${(world.nextId++).toString(16)}`,
    name: intent.username,
    fields: { address: "10.64.0.9" },
    dynamic: true,
    isDefault: false,
    startedAt: new Date(T0.getTime() + 1_500),
  });
};

const shifted = (row: ObservedRow, ms: number): ObservedRow =>
  row.startedAt ? { ...row, startedAt: new Date(row.startedAt.getTime() + ms) } : row;
const counted = (row: ObservedRow, bytes: number): ObservedRow =>
  row.kind === "hotspot-user"
    ? { ...row, fields: { ...row.fields, "bytes-in": String(bytes) } }
    : row;

const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(heal) },
  { weight: 2, arbitrary: fc.constant(dialIn) },
  fc.constant<Step>(() => undefined),
  fc.tuple(fc.nat(), fc.constantFrom("disabled", "profile", "max-limit", "type", "parent")).map(
    ([n, field]): Step =>
      (world) =>
        change(world, n, (row) => ({ ...row, fields: { ...row.fields, [field]: "yes" } })),
  ),
  fc
    .tuple(fc.nat(), fc.constantFrom("otieno's", `${sharedTag}:${BOB}`, `${sharedTag}:${ALICE}`))
    .map(
      ([n, comment]): Step =>
        (world) =>
          change(world, n, (row) => ({ ...row, comment })),
    ),
  fc.nat().map(
    (n): Step =>
      (world) => {
        const gone = pick(world.rows, n);
        world.rows = world.rows.filter((row) => row !== gone);
      },
  ),
  aRouter.map(
    (more): Step =>
      (world) => {
        const isTaken = ({ kind, name }: ObservedRow) =>
          world.rows.some((row) => row.kind === kind && row.name === name);
        for (const row of more.filter((one) => !isTaken(one)).slice(0, 2))
          world.rows.push({ ...row, rowId: `*${(world.nextId++).toString(16)}` });
      },
  ),
  fc.tuple(who, withAllowance).map(
    ([userId, intent]): Step =>
      (world) => {
        world.users.set(userId, { intent: named(userId, intent), notBefore: null });
      },
  ),
  fc.tuple(who, fc.integer({ min: -60, max: 60 })).map(
    ([userId, minutes]): Step =>
      (world) => {
        const wanted = world.users.get(userId);
        const notBefore = new Date(T0.getTime() + minutes * 60_000);
        if (wanted) world.users.set(userId, { ...wanted, notBefore });
      },
  ),
  who.map(
    (userId): Step =>
      (world) => {
        world.users.delete(userId);
      },
  ),
  // Time passes, the same session's start is reckoned anew; or the router's clock jumps.
  fc.constantFrom(-900, 900, -600_000).map(
    (ms): Step =>
      (world) => {
        world.rows = world.rows.map((row) => shifted(row, ms));
      },
  ),
  fc.nat({ max: 9_000_000 }).map(
    (bytes): Step =>
      (world) => {
        world.rows = world.rows.map((row) => counted(row, bytes));
      },
  ),
  fc.constant<Step>((world) => {
    world.rows = [...world.rows].reverse();
  }),
  fc.constantFrom<Policy>("full", "no_deletes", "observe_only").map(
    (policy): Step =>
      (world) => {
        world.policy = policy;
      },
  ),
);

const digests = new Map<string, number>();
/** As the wire gives it: of a session everything but how long it has lasted. */
function digestOf({ startedAt, ...row }: ObservedRow): number {
  const text = JSON.stringify(row.kind === "session" ? row : { ...row, startedAt });
  const digest = digests.get(text) ?? digests.size + 1;
  digests.set(text, digest);
  return digest;
}

/** As the wire tells it: word for word. */
const saysEach = (row: ObservedRow, ...[fields, specs]: Parameters<UnreadRow["says"]>): boolean =>
  Object.entries(fields).every(([field, wanted]) => {
    const raw = field === "comment" ? row.comment : row.fields[field];
    const { default: unset = "", secret } = specs[field] ?? {};
    return raw === undefined ? wanted === unset && !secret : raw === wanted;
  });

const tablesOf = (rows: readonly ObservedRow[]): UnreadTable[] =>
  KINDS.map((kind: ResourceKind) => ({
    kind,
    rows: rows
      .filter((row) => row.kind === kind)
      .map((row) => ({
        digest: digestOf(row),
        says: (fields, specs) => saysEach(row, fields, specs),
        startedAtMs: () => row.startedAt?.getTime(),
        read: () => row,
      })),
  }));

const versions = new Map<string, number>();
function versionOf(wanted: Wanted): string {
  const text = JSON.stringify(wanted);
  const version = versions.get(text) ?? versions.size;
  versions.set(text, version);
  return String(version);
}

test("a comparison that remembers, and reads no row of who is plainly right, finds what one that looks at everybody finds, whatever changes on either side", () => {
  const counts = { asked: 0, remembered: 0, plain: 0 };
  fc.assert(
    fc.property(
      withAllowance,
      withAllowance,
      aRouter,
      fc.array(aStep, { maxLength: 14 }),
      (a, b, rows, steps) => {
        const world: World = {
          users: new Map([
            [ALICE, { intent: a, notBefore: null }],
            [BOB, { intent: named(BOB, b), notBefore: null }],
          ]),
          rows: [...rows],
          policy: "full",
          nextId: 1_000,
        };
        let memory = new FleetMemory(sharedTag);
        const verdicts = new Map<string, string>();
        for (const step of [heal, ...steps]) {
          const { policy } = world;
          step(world);
          // As the service does: another policy, another memory.
          if (world.policy !== policy) memory = new FleetMemory(sharedTag);
          compareBoth(world, memory, verdicts, counts);
        }
      },
    ),
    { numRuns: 250 },
  );
  expect(counts.remembered).toBeGreaterThan(counts.asked / 4);
  expect(counts.plain).toBeGreaterThan(counts.asked / 10);
});

function compareBoth(
  { users, rows, policy }: World,
  memory: FleetMemory,
  verdicts: Map<string, string>,
  counts: Record<"asked" | "remembered" | "plain", number>,
) {
  const members = [...users].map(([key, wanted]) => ({ key, desired: desiredOf(key, wanted) }));
  const whole = diffFleet(members, rows, { policy, sharedTag });
  const look = memory.look(
    tablesOf(rows),
    new Map([...users].map(([userId, wanted]) => [userId, versionOf(wanted)])),
  );
  const asked = new Set(look.asked);
  counts.asked += asked.size;
  counts.remembered += users.size - asked.size;
  for (const { key, plan } of whole.plans) {
    const wanted = users.get(key);
    if (!wanted) throw new Error("no such user");
    if (asked.has(key)) {
      const desired = desiredOf(key, wanted);
      const found = lookAt(look, key, desired, policy);
      expect(found.plan).toEqual(plan);
      if (found.isRight) counts.plain += 1;
      look.remember(key, { want: versionOf(wanted), seen: true, desired, rows: found.rows });
      if (plan.changes.length === 0) memory.trust(key);
      verdicts.set(key, judgePlan(plan).reason);
    } else {
      expect(plan.changes).toEqual([]);
      expect(judgePlan(plan).reason).toBe(verdicts.get(key));
    }
  }
  expect(look.countRows()).toEqual({ owned: whole.ownedRows, foreign: whole.foreignRows });
  expect(look.unusedProfiles(policy)).toEqual(expect.arrayContaining(whole.unusedProfiles));
  expect(look.unusedProfiles(policy)).toHaveLength(whole.unusedProfiles.length);
  expect(new Set(look.usedUp())).toEqual(new Set(usersUsedUp(rows, sharedTag)));
  expect(memory.moves).toEqual(queueMoves(rows, sharedTag));
  expect(memory.countSeen()).toBe(users.size);
}

/** As the service does: whoever is plainly right needs no row read. */
function lookAt(look: FleetLook, userId: string, desired: Desired, policy: Policy) {
  const isRight = look.isPlainlyRight(userId, desired);
  const rows = isRight ? [] : look.rowsOf(userId, desired);
  return { isRight, rows, plan: isRight ? NOTHING : diff(desired, rows, policy) };
}

const NOTHING: Plan = { changes: [], skipped: [] };

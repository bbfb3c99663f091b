import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Change,
  carriesTag,
  cutAddressesOf,
  type Desired,
  diff,
  isEffective,
  needsSessionBound,
  type ObservedRow,
  serviceKinds,
  settleAllowance,
} from "@/lib/sync";
import { applyChange, aRouter, compileFor, intentOf, SERVICES, settings, T0 } from "./model";

const HOUR_MS = 3_600_000;
const CRASHED_AT = new Date(T0.getTime() + HOUR_MS);

/**
 * The crash matrix: for any router and any user, a pass that dies after k of its changes is picked up by one that
 * knows nothing of it but the moment stored before its first effective change.
 */
test.each(SERVICES)(
  "a %s pass that dies after any number of its changes is healed by the next, sessions included",
  (service) => {
    fc.assert(
      fc.property(intentOf(service), settings, aRouter, (intent, settings, rows) => {
        const first = diff(compileFor(intent, { settings }), rows, "full");
        const effective = first.changes.some(isEffective);
        for (let k = 0; k <= first.changes.length; k++) {
          const crashed = first.changes.slice(0, k).reduce(applyChange, rows);
          const sessionNotBefore = effective ? CRASHED_AT : null;
          const desired = compileFor(intent, { settings, sessionNotBefore });
          const second = diff(desired, crashed, "full");
          const healed = second.changes.reduce(applyChange, crashed);
          expect(diff(desired, healed, "full").changes).toEqual([]);
          if (effective) expectNoOldSession(healed, desired, rows);
        }
      }),
      { numRuns: 500 },
    );
  },
);

function expectNoOldSession(healed: ObservedRow[], desired: Desired, rows: ObservedRow[]) {
  const { name, service } = desired.session;
  const { main, sighting } = serviceKinds[service];
  const foreign = rows.some(
    (row) => row.kind === main && row.name === name && !carriesTag(row.comment, desired.tag),
  );
  if (foreign) return;
  const left = healed.filter((row) => row.kind === sighting && row.name === name);
  expect(left.filter((row) => (row.startedAt ?? T0) < CRASHED_AT)).toEqual([]);
}

/** A user who was as `before` says, with what runs on those settings; then something changes. */
const aChange = (service: (typeof SERVICES)[number]) =>
  fc.record({ before: intentOf(service), after: intentOf(service), settings, rows: aRouter });

test.each(SERVICES)(
  "whatever changes of a %s user, a crash after any change leaves nothing on old settings once healed",
  (service) => {
    fc.assert(
      fc.property(aChange(service), ({ before, after, settings, rows }) => {
        const first = compileFor(before, { settings });
        const settled = diff(first, rows, "full").changes.reduce(applyChange, rows);
        const running = [...settled, ...sessionsOf(first)];
        const writtenName = first.session.name;
        const second = (sessionNotBefore: Date | null) =>
          compileFor(after, { settings, writtenName, sessionNotBefore });
        const plan = diff(second(null), running, "full");
        const effective = plan.changes.some(isEffective);
        for (let k = 0; k <= plan.changes.length; k++) {
          const crashed = plan.changes.slice(0, k).reduce(applyChange, running);
          const desired = second(effective ? CRASHED_AT : null);
          const healed = diff(desired, crashed, "full").changes.reduce(applyChange, crashed);
          expect(diff(desired, healed, "full").changes).toEqual([]);
          if (!effective) continue;
          expectNoOldSession(healed, desired, running);
          const former = { ...desired, session: { ...desired.session, name: writtenName } };
          expectNoOldSession(healed, former, running);
        }
      }),
      { numRuns: 400 },
    );
  },
);

test("whatever change a cut dies after, nothing that a static user had open goes on once healed", () => {
  fc.assert(
    fc.property(aChange("static"), ({ before, after, settings, rows }) => {
      const paid = { ...before, presence: "present", access: "on" } as const;
      const settled = diff(compileFor(paid, { settings }), rows, "full").changes.reduce(
        applyChange,
        rows,
      );
      const open = [paid.address.fixed ?? "", "10.70.0.9"].map(connectionOf);
      const lapsed = { ...paid, access: after.access === "on" ? ("off" as const) : after.access };
      const second = (sessionNotBefore: Date | null) =>
        compileFor(lapsed, { settings, sessionNotBefore });
      const plan = diff(second(null), settled, "full");
      const bounded = needsSessionBound(second(null), settled, plan.changes);
      // What nobody was cut off by is not looked for.
      if (!bounded) {
        expect(plan.changes.filter(isEnd)).toEqual([]);
        return;
      }
      for (let k = 0; k <= plan.changes.length; k++) {
        const crashed = plan.changes.slice(0, k).reduce(applyChange, [...settled, ...open]);
        const desired = second(CRASHED_AT);
        const looked = cutAddressesOf(desired);
        const seen = crashed.filter(
          (row) => row.kind !== "connection" || looked.includes(row.name),
        );
        const healed = diff(desired, seen, "full").changes.reduce(applyChange, crashed);
        const left = healed.filter((row) => row.kind === "connection").map((row) => row.name);
        expect(left).toEqual(["10.70.0.9"]);
      }
    }),
    { numRuns: 200 },
  );
});

const isEnd = ({ kind }: Change) => kind === "connection";

const connectionOf = (address: string, at: number): ObservedRow => ({
  ...{ kind: "connection", rowId: `*C${at}`, name: address, fields: { address } },
  ...{ dynamic: true, isDefault: false },
});

/** What runs for a user who is let in. */
function sessionsOf({ session: { service, name } }: Desired): ObservedRow[] {
  const live = { dynamic: true, isDefault: false, startedAt: T0, name };
  if (service === "pppoe") return [{ ...live, kind: "session", rowId: "*8A", fields: {} }];
  if (service === "static") return [];
  const fields = { user: name, address: "192.168.10.8", "mac-address": "AA:BB:CC:DD:EE:01" };
  return [
    { ...live, kind: "hotspot-active", rowId: "*8B", fields },
    { ...live, kind: "hotspot-cookie", rowId: "*8C", fields, startedAt: undefined },
    { ...live, kind: "hotspot-host", rowId: "*8D", name: fields.address, fields },
  ];
}

/** A hotspot user with a cap, who has used some of earlier ones, and what they use while nobody looks. */
const aCappedUser = fc.record({
  intent: intentOf("hotspot"),
  before: fc.integer({ min: 0, max: 10_000 }),
  meanwhile: fc.integer({ min: 0, max: 10_000 }),
  cap: fc.integer({ min: 1, max: 10_000 }),
});

test("whatever change a pass dies after, an allowance is given once and whole", () => {
  fc.assert(
    fc.property(aCappedUser, ({ intent, before, meanwhile, cap }) => {
      const session = { ...intent.session, dataCapBytes: cap, allowance: "p2" };
      const paid = { ...intent, presence: "present", access: "on", session } as const;
      const old = compileFor({ ...paid, access: "off", session: { onlyOne: true } });
      const rows = use(diff(old, [], "full").changes.reduce(applyChange, []), before);
      const { mark } = settleAllowance(compileFor(paid), rows);
      const plan = diff(compileFor(paid), rows, "full");
      for (let k = 0; k <= plan.changes.length; k++) {
        const crashed = use(plan.changes.slice(0, k).reduce(applyChange, rows), meanwhile);
        const desired = compileFor(paid, { allowanceMark: mark });
        const healed = diff(desired, crashed, "full").changes.reduce(applyChange, crashed);
        const user = healed.find((row) => row.kind === "hotspot-user");
        expect(user?.fields["limit-bytes-total"]).toBe(String(before + cap));
      }
    }),
    { numRuns: 300 },
  );
});

/** The user's row counts so many bytes more. */
const use = (rows: readonly ObservedRow[], bytes: number): ObservedRow[] =>
  rows.map((row) => {
    if (row.kind !== "hotspot-user") return row;
    const counted = Number(row.fields["bytes-in"] ?? 0) + bytes;
    return { ...row, fields: { ...row.fields, "bytes-in": String(counted) } };
  });

test("without the stored moment a crash between set and kick would leave the old session", () => {
  const intent = fc.sample(intentOf("pppoe"), 1)[0];
  if (!intent) throw new Error("no sample");
  const off = compileFor({ ...intent, presence: "present", access: "on", username: "alice" });
  const rows: ObservedRow[] = [];
  const built = diff(off, rows, "full").changes.reduce(applyChange, rows);
  const session: ObservedRow = {
    kind: "session",
    rowId: "*80000001",
    name: "alice",
    fields: {},
    dynamic: true,
    isDefault: false,
    startedAt: T0,
  };
  expect(diff(off, [...built, session], "full").changes).toEqual([]);
  const after = { ...off, session: { ...off.session, notBefore: CRASHED_AT } };
  expect(diff(after, [...built, session], "full").changes.map((c) => c.verb)).toEqual(["kick"]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Change,
  carriesTag,
  type Desired,
  diff,
  kinds,
  normaliseRow,
  type ObservedRow,
  ownerOf,
  type Plan,
  type Policy,
  serviceKinds,
} from "@/lib/sync";
import { ALICE, anIntent, applyChange, aRouter, compileFor, PASSWORD, settings, T0 } from "./model";

const aCase = fc
  .record({ intent: anIntent, settings, rows: aRouter, notBefore: fc.constantFrom(null, T0) })
  .map(({ intent, settings, rows, notBefore }) => ({
    desired: compileFor(intent, { settings, sessionNotBefore: notBefore }),
    rows,
  }));
/** An address is one user's at a time: with it goes what kept a former holder out. */
const isInherited = ({ tag, sharedTag, resources }: Desired, row: ObservedRow) =>
  !carriesTag(row.comment, tag) &&
  ownerOf(row.comment)?.sharedTag === sharedTag &&
  resources.some(
    ({ kind, name }) => kind === "address-list" && row.kind === kind && row.name === name,
  );
const applyAll = (rows: ObservedRow[], plan: Plan) => plan.changes.reduce(applyChange, rows);
const runs = { numRuns: 500 };

test("after a plan is carried out, the next plan has nothing to change", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const after = applyAll(rows, diff(desired, rows, "full"));
      expect(diff(desired, after, "full").changes).toEqual([]);
    }),
    runs,
  );
});

test("rows that do not carry our mark are the same before and after", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const { main } = serviceKinds[desired.session.service];
      const logins = rows.filter((row) => row.kind === main);
      const isMine = (row: ObservedRow) => carriesTag(row.comment, desired.tag);
      const mine = new Set([...logins.filter(isMine).map((r) => r.name), desired.session.name]);
      const taken = new Set(logins.filter((row) => !isMine(row)).map((row) => row.name));
      const devices = new Set(
        rows
          .filter((row) => row.kind === "hotspot-active" && mine.has(row.name))
          .filter((row) => !taken.has(row.name))
          .map((row) => row.fields.address),
      );
      const isForeign = (row: ObservedRow) => {
        if (kinds[row.kind].scope !== "live")
          return (
            !isInherited(desired, row) &&
            !isMine(row) &&
            !carriesTag(row.comment, desired.sharedTag)
          );
        if (row.kind === "hotspot-host") return !devices.has(row.name) && !mine.has(row.name);
        return !mine.has(row.name) || taken.has(row.name);
      };
      const after = applyAll(rows, diff(desired, rows, "full"));
      const kept = after.filter((row) => rows.some((old) => old.rowId === row.rowId));
      expect(kept.filter(isForeign)).toEqual(rows.filter(isForeign));
    }),
    runs,
  );
});

test("dynamic and built-in rows are never changed", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const untouchable = new Set(
        rows
          .filter((row) => kinds[row.kind].scope !== "live" && (row.dynamic || row.isDefault))
          .map((row) => row.rowId),
      );
      for (const change of diff(desired, rows, "full").changes)
        expect(untouchable.has(change.rowId ?? "")).toBe(false);
    }),
    runs,
  );
});

test("the order in which rows are read does not matter", () => {
  fc.assert(
    fc.property(aCase, fc.infiniteStream(fc.nat()), ({ desired, rows }, salt) => {
      const shuffled = rows
        .map((row) => ({ row, at: salt.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      expect(diff(desired, shuffled, "full")).toEqual(diff(desired, rows, "full"));
    }),
    runs,
  );
});

test("observe-only never changes anything, and no-deletes never deletes", () => {
  fc.assert(
    fc.property(aCase, fc.boolean(), ({ desired, rows }, braked) => {
      expect(diff(desired, rows, "observe_only", { braked }).changes).toEqual([]);
      const { changes } = diff(desired, rows, "no_deletes", { braked });
      expect(changes.map((c) => c.verb)).not.toContain("delete");
    }),
    runs,
  );
});

test("a policy or a brake only takes away from the full plan, or disables what it would delete, and says so", () => {
  const restricted = fc.constantFrom<[Policy, boolean]>(
    ["observe_only", false],
    ["no_deletes", false],
    ["full", true],
  );
  fc.assert(
    fc.property(aCase, restricted, ({ desired, rows }, [policy, braked]) => {
      const full = diff(desired, rows, "full");
      const less = diff(desired, rows, policy, { braked });
      const deleted = full.changes.filter(({ verb }) => verb === "delete");
      const shut = less.changes.filter(
        ({ kind, rowId, after }) =>
          after.disabled === "true" && deleted.some((d) => d.kind === kind && d.rowId === rowId),
      );
      expect(
        shut.every(
          ({ kind }) => policy === "no_deletes" && (kinds[kind].admits || kinds[kind].restricts),
        ),
      ).toBe(true);
      const same = less.changes.filter((change) => !shut.includes(change));
      for (const change of same) expect(full.changes).toContainEqual(change);
      // What is disabled already lets nobody in: there no session or connection is left to end.
      const counted = (all: Change[]) =>
        policy === "no_deletes" ? all.filter(({ verb }) => verb !== "kick").length : all.length;
      expect(counted(same) + less.skipped.length).toBe(counted(full.changes) + full.skipped.length);
    }),
    runs,
  );
});

test("referents come before referrers and kicks come last", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const { changes } = diff(desired, rows, "full");
      const made = changes.filter((c) => c.verb === "create" || c.verb === "update");
      for (const verb of ["create", "update"] as const) {
        const ranks = made.filter((c) => c.verb === verb).map((c) => kinds[c.kind].order);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }
      const kick = changes.findIndex((c) => c.verb === "kick");
      if (kick >= 0) expect(changes.slice(kick).every((c) => c.verb === "kick")).toBe(true);
    }),
    runs,
  );
});

test("a plan never shows a password", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const text = JSON.stringify(diff(desired, rows, "full"));
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain('other"');
    }),
    runs,
  );
});

test("normalising twice is normalising once", () => {
  fc.assert(
    fc.property(aRouter, (rows) => {
      for (const row of rows) expect(normaliseRow(normaliseRow(row))).toEqual(normaliseRow(row));
    }),
    runs,
  );
});

test("another user's rows and sessions are in nobody else's plan, unless the row is of an address that is theirs no more", () => {
  fc.assert(
    fc.property(aCase, ({ desired, rows }) => {
      const bobs = new Set(
        rows
          .filter((r) => ownerOf(r.comment)?.userId && !r.comment?.includes(ALICE))
          .filter((r) => !isInherited(desired, r))
          .map((r) => r.rowId),
      );
      for (const change of diff(desired, rows, "full").changes)
        expect(bobs.has(change.rowId ?? "")).toBe(false);
    }),
    runs,
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { diff, isEffective, type ObservedRow } from "@/lib/sync";
import { anIntent, applyChange, aRouter, compileFor, settings, T0 } from "./model";

const HOUR_MS = 3_600_000;
const CRASHED_AT = new Date(T0.getTime() + HOUR_MS);

/**
 * The crash matrix: for any router and any user, a pass that dies after k of its changes is picked up by one that
 * knows nothing of it but the moment stored before its first effective change.
 */
test("a pass that dies after any number of its changes is healed by the next, sessions included", () => {
  fc.assert(
    fc.property(anIntent, settings, aRouter, (intent, settings, rows) => {
      const first = diff(compileFor(intent, { settings }), rows, "full");
      const effective = first.changes.some(isEffective);
      for (let k = 0; k <= first.changes.length; k++) {
        const crashed = first.changes.slice(0, k).reduce(applyChange, rows);
        const sessionNotBefore = effective ? CRASHED_AT : null;
        const desired = compileFor(intent, { settings, sessionNotBefore });
        const second = diff(desired, crashed, "full");
        const healed = second.changes.reduce(applyChange, crashed);
        expect(diff(desired, healed, "full").changes).toEqual([]);
        if (effective) expectNoOldSession(healed, desired.session.name, rows, desired.tag);
      }
    }),
    { numRuns: 500 },
  );
});

function expectNoOldSession(healed: ObservedRow[], name: string, rows: ObservedRow[], tag: string) {
  const foreign = rows.some(
    (row) => row.kind === "secret" && row.name === name && !row.comment?.startsWith(tag),
  );
  if (foreign) return;
  const left = healed.filter((row) => row.kind === "session" && row.name === name);
  expect(left.filter((row) => (row.startedAt ?? T0) < CRASHED_AT)).toEqual([]);
}

test("without the stored moment a crash between set and kick would leave the old session", () => {
  const intent = fc.sample(anIntent, 1)[0];
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

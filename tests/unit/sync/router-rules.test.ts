import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Change,
  compileRouter,
  defaultGuardSettings,
  defaultRouterSettings,
  diffRouter,
  judgeRouter,
  type ObservedRow,
  type Resource,
  type RouterSettings,
  rowName,
} from "@/lib/sync";
import { INSTALLATION } from "./model";

const SHARED = `isp:${INSTALLATION}`;
const walled: RouterSettings = {
  ...defaultRouterSettings,
  suspension: "walled",
  guard: { ...defaultGuardSettings, payPageAddress: "41.90.1.2", payPageHost: "pay.isp.co.ke" },
};
const wantedFor = (settings: RouterSettings, services?: ("pppoe" | "static" | "hotspot")[]) =>
  compileRouter(settings, { installationId: INSTALLATION, ...(services && { services }) });
const namesOf = (resources: Resource[]) => resources.map(({ name }) => name);
const options = { policy: "full", sharedTag: SHARED } as const;

let ids = 0;
const row = (kind: ObservedRow["kind"], fields: Record<string, string>, comment?: string) => ({
  kind,
  rowId: `*${(++ids).toString(16).toUpperCase()}`,
  name: rowName(kind, { ...fields, ...(comment && { comment }) }) ?? "",
  fields,
  ...(comment && { comment }),
  dynamic: false,
  isDefault: false,
});
const forward = (fields: Record<string, string>, comment?: string) =>
  row("filter-rule", { chain: "forward", ...fields }, comment);
const FASTTRACK = forward({ action: "fasttrack-connection" });

/** What a router's tables hold after a change, in order. */
function carryOut(rows: readonly ObservedRow[], change: Change): ObservedRow[] {
  const found = rows.find((one) => one.kind === change.kind && one.rowId === change.rowId);
  const others = rows.filter((one) => one !== found);
  if (change.verb === "delete") return others;
  const { comment = found?.comment, ...fields } = change.after;
  const merged = { ...found?.fields, ...fields };
  const made = { ...row(change.kind, merged, comment), ...(found && { rowId: found.rowId }) };
  if (change.kind === "pool") made.name = change.name;
  if (change.verb === "update") return rows.map((one) => (one === found ? made : one));
  const at = others.findIndex(
    (one) => one.kind === change.kind && one.rowId === change.beforeRow && change.beforeRow,
  );
  return at < 0 ? [...others, made] : others.toSpliced(at, 0, made);
}
const settle = (wanted: Resource[], rows: ObservedRow[]) =>
  diffRouter(wanted, rows, options).changes.reduce(carryOut, rows);

describe("what a router must have", () => {
  test("without static addresses and without walling it is the pool alone", () => {
    expect(namesOf(wantedFor(defaultRouterSettings, ["pppoe"]))).toEqual(["isp-pppoe"]);
  });

  test("with static addresses both directions of the blocked list are dropped", () => {
    expect(wantedFor(defaultRouterSettings, ["static"]).map(({ fields }) => fields)).toEqual([
      {
        chain: "forward",
        action: "drop",
        "src-address-list": "isp-blocked",
        comment: `${SHARED} blocked-from`,
      },
      {
        chain: "forward",
        action: "drop",
        "dst-address-list": "isp-blocked",
        comment: `${SHARED} blocked-to`,
      },
    ]);
  });

  test("who is walled reaches names and the pay page, and everything else is refused last", () => {
    expect(namesOf(wantedFor(walled))).toEqual([
      ...["isp-pppoe", "blocked-from", "blocked-to"],
      ...["walled-dns", "walled-dns-tcp", "walled-pay", "walled-rest", "walled-web"],
      ...["pay-page-host", "pay-page-address"],
    ]);
  });

  test("without a known pay page nobody's way to it is refused", () => {
    const unknown = { ...walled, guard: defaultGuardSettings };
    expect(namesOf(wantedFor(unknown, ["pppoe"]))).toEqual(["isp-pppoe"]);
  });

  test("whoever keeps the rules by hand gets none", () => {
    const byHand = { ...walled, guard: { ...defaultGuardSettings, keepRules: false } };
    expect(namesOf(wantedFor(byHand))).toEqual(["isp-pppoe"]);
  });
});

describe("a plan for a router's rules", () => {
  const block = wantedFor(defaultRouterSettings, ["static"]);
  const plan = (rows: ObservedRow[], extra: Partial<Parameters<typeof diffRouter>[2]> = {}) =>
    diffRouter(block, rows, { ...options, ...extra });
  const words = (changes: Change[]) =>
    changes.map(({ verb, name, beforeRow }) => [verb, name, beforeRow]);

  test("puts them before the first foreign rule that lets traffic past", () => {
    const log = forward({ action: "log" });
    expect(words(plan([log, FASTTRACK, forward({ action: "accept" })]).changes)).toEqual([
      ["create", "blocked-from", FASTTRACK.rowId],
      ["create", "blocked-to", FASTTRACK.rowId],
    ]);
  });

  test("moves up what stands too low and touches no foreign row", () => {
    const ours = settle(block, []);
    const rows = [FASTTRACK, ...ours];
    const { changes } = plan(rows);
    expect(words(changes)).toEqual([
      ["move", "blocked-from", FASTTRACK.rowId],
      ["move", "blocked-to", FASTTRACK.rowId],
    ]);
    expect(diffRouter(block, changes.reduce(carryOut, rows), options).changes).toEqual([]);
  });

  test("puts right what was edited by hand, a matcher that was added too", () => {
    const [first, ...rest] = settle(block, []);
    if (!first) throw new Error("no rule");
    const edited = { ...first, fields: { ...first.fields, disabled: "true", "in-interface": "x" } };
    const [change, ...others] = plan([edited, ...rest]).changes;
    expect(change?.after).toEqual({ "in-interface": "", disabled: "false" });
    expect(others).toEqual([]);
  });

  test("removes our rules that the settings no longer know, and doubles, and nobody else's", () => {
    const rows = settle(wantedFor(walled), []);
    const double = { ...rows.find((one) => one.name === "blocked-to"), rowId: "*FF" };
    const strange = forward({ action: "accept", protocol: "tcp" }, `${SHARED} api port`);
    const foreign = forward({ action: "drop" }, "blocked-to");
    const { changes } = diffRouter(
      wantedFor(defaultRouterSettings),
      [...rows, double as ObservedRow, foreign, strange],
      options,
    );
    expect(changes.every(({ verb }) => verb === "delete")).toBe(true);
    expect(changes.map(({ name }) => name).sort()).toEqual([
      ...["blocked-to", "pay-page-address", "pay-page-host"],
      ...["walled-dns", "walled-dns-tcp", "walled-pay", "walled-rest", "walled-web"],
    ]);
  });

  test("leaves alone what a script set up for users who are yet to come", () => {
    const rows = settle(block, []);
    expect(diffRouter([], rows, { ...options, allowed: block }).changes).toEqual([]);
  });

  test.each([
    ["observe_only", false, "policy"],
    ["full", true, "brake"],
  ] as const)(
    "under %s, brake %s, nothing is done and the finding says why",
    (policy, braked, reason) => {
      const left = plan([FASTTRACK], { policy, braked });
      expect(left.changes).toEqual([]);
      expect(left.skipped.map((one) => one.reason)).toEqual([reason, reason]);
      const [finding] = judgeRouter(defaultRouterSettings, left, { walledUsers: false });
      expect(finding).toMatchObject({ reason: "BlockRuleMissing", list: "isp-blocked" });
    },
  );

  test("walled users without a pay page are a finding of their own", () => {
    const settings = { ...walled, guard: defaultGuardSettings };
    expect(judgeRouter(settings, { changes: [], skipped: [] }, { walledUsers: true })).toEqual([
      expect.objectContaining({ reason: "PayPageUnknown" }),
    ]);
  });
});

const aRule = fc
  .record({
    kind: fc.constantFrom("filter-rule" as const, "nat-rule" as const, "walled-garden" as const),
    chain: fc.constantFrom("forward", "dstnat", "input"),
    action: fc.constantFrom("accept", "drop", "fasttrack-connection", "jump", "dst-nat", "allow"),
    disabled: fc.constantFrom("true", "false"),
    comment: fc.constantFrom(
      ...[undefined, "own", "blocked-from", `${SHARED} blocked-from`, `${SHARED} walled-rest`],
      ...[`${SHARED} walled-web`, `${SHARED} other`, `isp:${INSTALLATION.replace("1", "2")} x`],
    ),
  })
  .map(({ kind, comment, ...fields }) => row(kind, fields, comment));

test("for any table a second plan is empty, and foreign rows keep content and order", () => {
  fc.assert(
    fc.property(
      fc.array(aRule, { maxLength: 12 }),
      fc.constantFrom(defaultRouterSettings, walled),
      (rows, settings) => {
        const wanted = wantedFor(settings);
        const after = settle(wanted, rows);
        expect(diffRouter(wanted, after, options).changes).toEqual([]);
        const foreign = (all: ObservedRow[]) =>
          all.filter((one) => !one.comment?.startsWith(SHARED) && one.kind !== "pool");
        expect(foreign(after)).toEqual(foreign(rows));
      },
    ),
    { numRuns: 500 },
  );
});

test("a pass that dies after any number of its changes is healed by the next", () => {
  fc.assert(
    fc.property(fc.array(aRule, { maxLength: 8 }), (rows) => {
      const wanted = wantedFor(walled);
      const { changes } = diffRouter(wanted, rows, options);
      for (let k = 0; k <= changes.length; k++) {
        const crashed = changes.slice(0, k).reduce(carryOut, rows);
        expect(diffRouter(wanted, settle(wanted, crashed), options).changes).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

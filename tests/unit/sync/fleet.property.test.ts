import fc from "fast-check";
import { expect, test } from "vitest";
import { diff, diffFleet, type ObservedRow } from "@/lib/sync";
import { ALICE, anIntent, aRouter, BOB, compileFor, INSTALLATION, intentOf } from "./model";

const sharedTag = `isp:${INSTALLATION}`;
const both = fc.record({ alice: anIntent, bob: anIntent, rows: aRouter }).map((given) => ({
  rows: given.rows,
  members: [
    { key: "alice", desired: compileFor(given.alice, { userId: ALICE }) },
    { key: "bob", desired: compileFor({ ...given.bob, username: "bob" }, { userId: BOB }) },
  ],
}));

test("a user's plan in a comparison of the whole router is the plan made for them alone", () => {
  fc.assert(
    fc.property(both, ({ members, rows }) => {
      const { plans } = diffFleet(members, rows, { policy: "full", sharedTag });
      for (const [i, { desired }] of members.entries())
        expect(plans[i]?.plan).toEqual(diff(desired, rows, "full"));
    }),
    { numRuns: 500 },
  );
});

const profile = (rowId: string, name: string, comment: string): ObservedRow => ({
  kind: "profile",
  rowId,
  name,
  comment,
  fields: {},
  dynamic: false,
  isDefault: false,
});
const secret = (name: string, comment: string, fields = {}): ObservedRow => ({
  kind: "secret",
  rowId: `*${name}`,
  name,
  comment,
  fields,
  dynamic: false,
  isDefault: false,
});

test("only profiles of ours that no user wants and no secret uses are unused", () => {
  const [intent] = fc.sample(intentOf("pppoe"), 1);
  if (!intent) throw new Error("no sample");
  const members = [{ key: "alice", desired: compileFor({ ...intent, presence: "present" }) }];
  const wanted = members[0]?.desired.resources.find((r) => r.kind === "profile")?.name ?? "";
  const rows = [
    profile("*1", wanted, sharedTag),
    profile("*2", "isp-used", sharedTag),
    profile("*3", "isp-unused", sharedTag),
    profile("*4", "isp-without-mark", ""),
    profile("*5", "office", "by hand"),
    secret("otieno", "by hand", { profile: "isp-used" }),
  ];
  const names = (policy: "full" | "no_deletes", tag = sharedTag) =>
    diffFleet(members, rows, { policy, sharedTag: tag }).unusedProfiles.map((c) => c.name);
  expect(names("full")).toEqual(["isp-unused"]);
  expect(names("no_deletes")).toEqual([]);
  expect(names("full", "")).toEqual([]);
});

test("foreign secrets are counted, and marked ones of nobody known are named", () => {
  const rows = [
    secret("alice", `${sharedTag}:${ALICE} Alice`),
    secret("ghost", `${sharedTag}:${BOB} Bob`),
    secret("otieno", "by hand"),
    secret("neighbour", `isp:${BOB}:${BOB} another installation`),
  ];
  const [intent] = fc.sample(intentOf("pppoe"), 1);
  if (!intent) throw new Error("no sample");
  const members = [{ key: "alice", desired: compileFor(intent) }];
  const found = diffFleet(members, rows, { policy: "full", sharedTag });
  expect(found).toMatchObject({ ownedRows: 2, foreignRows: 2, orphans: ["ghost"] });
});

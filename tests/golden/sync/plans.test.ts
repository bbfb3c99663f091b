import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  compile,
  defaultHotspotSettings,
  defaultRouterSettings,
  defaultStaticSettings,
  diff,
  formatPlan,
  type Intent,
  kinds,
  type ObservedRow,
  type ResourceKind,
  rowName,
} from "@/lib/sync";

/** A case is a folder whose name is the claim. `UPDATE_GOLDEN=1` rewrites the plans; read the difference. */
const here = import.meta.dirname;
const claims = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const INSTALLATION = "0190a000-0000-7000-8000-000000000001";
const USER = "0190a000-0000-7000-8000-00000000000a";

const Usage = z.strictObject({ bytes: z.number(), seconds: z.number() });
const DesiredCase = z.strictObject({
  intent: z.record(z.string(), z.unknown()).default({}),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Over the router's settings for static addresses, and for the hotspot. */
  static: z.record(z.string(), z.unknown()).default({}),
  hotspot: z.record(z.string(), z.unknown()).default({}),
  rosVersion: z.string().default("7.16.2"),
  password: z.string().optional(),
  writtenCredentialVersion: z.number().nullable().optional(),
  sessionNotBefore: z.coerce.date().optional(),
  allowanceMark: z.strictObject({ epoch: z.string(), used: Usage, counted: Usage }).optional(),
  policy: z.enum(["observe_only", "no_deletes", "full"]).default("full"),
  braked: z.boolean().default(false),
});
const ObservedCase = z.array(
  z.strictObject({
    kind: z.enum(Object.keys(kinds) as [ResourceKind]),
    rowId: z.string(),
    name: z.string().default(""),
    fields: z.record(z.string(), z.string()).default({}),
    comment: z.string().optional(),
    dynamic: z.boolean().default(false),
    isDefault: z.boolean().default(false),
    startedAt: z.coerce.date().optional(),
  }),
);

const intent: Intent = {
  presence: "present",
  access: "on",
  serviceType: "pppoe",
  username: "alice",
  label: "Alice Wanjiku 60000001",
  packageSlug: "home-10-mbps",
  rates: { downloadKbps: 10_000, uploadKbps: 5_000 },
  address: {},
  session: { onlyOne: true },
  credential: { id: "c1", version: 1 },
};

/** Cases write TAG and SHARED for the marks, so that they stay short. */
const read = (claim: string, file: string): unknown =>
  JSON.parse(
    readFileSync(join(here, claim, file), "utf8")
      .replaceAll("SHARED", `isp:${INSTALLATION}`)
      .replaceAll("TAG", `isp:${INSTALLATION}:${USER}`),
  );

function planOf(claim: string): string {
  const given = DesiredCase.parse(read(claim, "desired.json"));
  const observed: ObservedRow[] = ObservedCase.parse(read(claim, "observed.json")).map((row) => ({
    ...row,
    name: rowName(row.kind, { ...row.fields, name: row.name }) ?? row.name,
  }));
  const desired = compile({ ...intent, ...given.intent } as Intent, {
    installationId: INSTALLATION,
    userId: USER,
    settings: {
      ...defaultRouterSettings,
      ...given.settings,
      static: { ...defaultStaticSettings, ...given.static },
      hotspot: { ...defaultHotspotSettings, ...given.hotspot },
    },
    rosVersion: given.rosVersion,
    password: given.intent.credential === null ? undefined : (given.password ?? "hunter22"),
    writtenCredentialVersion: given.writtenCredentialVersion,
    sessionNotBefore: given.sessionNotBefore,
    allowanceMark: given.allowanceMark,
  });
  const options = { braked: given.braked };
  const plan = diff(desired, observed, given.policy, options);
  expect(diff(desired, [...observed].reverse(), given.policy, options)).toEqual(plan);
  return formatPlan(plan);
}

test.each(claims)("%s", (claim) => {
  const file = join(here, claim, "plan.txt");
  const plan = planOf(claim);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, plan);
  expect(plan).toBe(readFileSync(file, "utf8"));
  expect(plan).not.toContain("hunter22");
});

test("there are enough cases to mean something", () => {
  expect(claims.length).toBeGreaterThanOrEqual(90);
});

import fc from "fast-check";
import {
  type Change,
  type CompileContext,
  compile,
  type Desired,
  defaultRouterSettings,
  type Intent,
  type ObservedRow,
} from "@/lib/sync";

export const INSTALLATION = "0190a000-0000-7000-8000-000000000001";
export const ALICE = "0190a000-0000-7000-8000-00000000000a";
export const BOB = "0190a000-0000-7000-8000-00000000000b";
export const PASSWORD = "hunter22";
export const T0 = new Date("2026-06-01T08:00:00Z");
const MINUTE_MS = 60_000;

/** What a router would hold after one change; the password is looked up, as in life. */
export function applyChange(rows: readonly ObservedRow[], change: Change): ObservedRow[] {
  if (change.verb === "delete" || change.verb === "kick")
    return rows.filter((row) => row.rowId !== change.rowId);
  const { name = change.name, comment, ...fields } = change.after;
  if ("password" in fields) fields.password = PASSWORD;
  if (change.verb === "create")
    return [
      ...rows,
      {
        kind: change.kind,
        rowId: `*NEW${rows.length}`,
        name,
        fields,
        comment,
        dynamic: false,
        isDefault: false,
      },
    ];
  return rows.map((row) =>
    row.rowId === change.rowId
      ? { ...row, name, comment: comment ?? row.comment, fields: { ...row.fields, ...fields } }
      : row,
  );
}

export const compileFor = (intent: Intent, context: Partial<CompileContext> = {}): Desired =>
  compile(intent, {
    installationId: INSTALLATION,
    userId: ALICE,
    settings: defaultRouterSettings,
    rosVersion: "7.16.2",
    password: PASSWORD,
    ...context,
  });

export const anIntent: fc.Arbitrary<Intent> = fc.record({
  presence: fc.constantFrom("present", "absent"),
  access: fc.constantFrom("on", "walled", "off"),
  serviceType: fc.constant("pppoe"),
  username: fc.constantFrom("alice", "alice2"),
  label: fc.constantFrom("Alice 60000001", "A. Kamau 60000001", ""),
  packageSlug: fc.constantFrom("home", "biz"),
  rates: fc.record({
    downloadKbps: fc.integer({ min: 1, max: 1_000_000 }),
    uploadKbps: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  address: fc.record(
    {
      fixed: fc.constant("10.70.0.5"),
      pool: fc.constant("p"),
      mac: fc.constant("aa:bb:cc:dd:ee:ff"),
    },
    { requiredKeys: [] },
  ),
  session: fc.record({ onlyOne: fc.boolean() }),
  credential: fc.constant({ id: "c1", version: 1 }),
});

export const settings = fc.record({
  ...Object.fromEntries(
    Object.entries(defaultRouterSettings).map(([key, value]) => [key, fc.constant(value)]),
  ),
  suspension: fc.constantFrom("disable", "walled"),
}) as fc.Arbitrary<CompileContext["settings"]>;

const comments = fc.constantFrom(
  undefined,
  "",
  "Otieno's",
  `isp:${INSTALLATION}`,
  `isp:${INSTALLATION}:${ALICE}`,
  `isp:${INSTALLATION}:${ALICE} Alice`,
  `isp:${INSTALLATION}:${BOB} Bob`,
);
const names = fc.constantFrom("alice", "alice2", "bob", "default", "isp-pppoe");

const aRow: fc.Arbitrary<Omit<ObservedRow, "rowId">> = fc.oneof(
  fc.record({
    kind: fc.constant("secret" as const),
    name: names,
    comment: comments,
    dynamic: fc.boolean(),
    isDefault: fc.constant(false),
    fields: fc.record(
      {
        password: fc.constantFrom(PASSWORD, "other"),
        profile: fc.constantFrom("default", "*5F", "isp-home-0"),
        disabled: fc.constantFrom("true", "false", "yes", "no"),
        service: fc.constantFrom("any", "pppoe"),
        "caller-id": fc.constantFrom("", "AA-BB-CC-DD-EE-FF"),
      },
      { requiredKeys: ["password"] },
    ),
  }),
  fc.record({
    kind: fc.constantFrom("pool" as const, "profile" as const),
    name: names,
    comment: comments,
    dynamic: fc.constant(false),
    isDefault: fc.boolean(),
    fields: fc.record({ ranges: fc.constantFrom("10.0.0.2-10.0.0.9", "") }, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant("session" as const),
    name: names,
    dynamic: fc.constant(true),
    isDefault: fc.constant(false),
    fields: fc.constant({ address: "10.64.0.9" }),
    startedAt: fc
      .integer({ min: -60, max: 60 })
      .map((minutes) => new Date(T0.getTime() + minutes * MINUTE_MS)),
  }),
);

/** Any router: ours, foreign and dangling rows, duplicates, sessions. Names are unique per table, as on routers. */
export const aRouter: fc.Arbitrary<ObservedRow[]> = fc
  .array(aRow, { maxLength: 12 })
  .map((rows) =>
    rows
      .filter(
        (row, i) =>
          row.kind === "session" ||
          rows.findIndex((other) => other.kind === row.kind && other.name === row.name) === i,
      )
      .map((row, i) => ({ ...row, rowId: `*${(i + 1).toString(16).toUpperCase()}` })),
  );

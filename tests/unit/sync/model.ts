import fc from "fast-check";
import {
  type Change,
  type CompileContext,
  compile,
  type Desired,
  defaultRouterSettings,
  type Intent,
  kinds,
  type ObservedRow,
  type ResourceKind,
  type RouterSettings,
  rowName,
} from "@/lib/sync";

export const INSTALLATION = "0190a000-0000-7000-8000-000000000001";
export const ALICE = "0190a000-0000-7000-8000-00000000000a";
export const BOB = "0190a000-0000-7000-8000-00000000000b";
export const PASSWORD = "hunter22";
export const T0 = new Date("2026-06-01T08:00:00Z");
const MINUTE_MS = 60_000;

/** What a router would hold after one change; the password is looked up, as in life. */
export function applyChange(rows: readonly ObservedRow[], change: Change): ObservedRow[] {
  const { kind } = change;
  // Connections are ended by their address, all at once.
  const isMeant = (row: ObservedRow) =>
    row.kind === kind &&
    (kind === "connection" ? row.name === change.name : row.rowId === change.rowId);
  if (change.verb === "delete" || change.verb === "kick")
    return rows.filter((row) => !isMeant(row));
  const { name = change.name, comment, ...fields } = change.after;
  if ("password" in fields) fields.password = PASSWORD;
  const named = (all: Record<string, string>) => rowName(kind, { ...all, name }) ?? name;
  if (change.verb === "create") {
    const rowId = `*NEW${rows.length}`;
    const flags = { dynamic: false, isDefault: false };
    return [...rows, { kind, rowId, name: named(fields), fields, comment, ...flags }];
  }
  return rows.map((row) => {
    if (!isMeant(row)) return row;
    const merged = { ...row.fields, ...fields };
    return { ...row, name: named(merged), comment: comment ?? row.comment, fields: merged };
  });
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

export const SERVICES = ["pppoe", "static", "hotspot"] as const;
export const ADDRESS = "10.70.0.5";
const MAC = "AA:BB:CC:DD:EE:FF";

const rates = fc.record(
  {
    downloadKbps: fc.integer({ min: 1, max: 1_000_000 }),
    uploadKbps: fc.integer({ min: 1, max: 1_000_000 }),
    priority: fc.integer({ min: 1, max: 8 }),
  },
  { requiredKeys: ["downloadKbps", "uploadKbps"] },
);

const plainIntentOf = (serviceType: Intent["serviceType"]): fc.Arbitrary<Intent> =>
  fc.record({
    presence: fc.constantFrom("present", "absent"),
    access: fc.constantFrom("on", "walled", "off"),
    serviceType: fc.constant(serviceType),
    username: fc.constantFrom("alice", "alice2"),
    label: fc.constantFrom("Alice 60000001", "A. Kamau 60000001", ""),
    packageSlug: fc.constantFrom("home", "biz"),
    rates,
    address: fc.record(
      {
        fixed: fc.constantFrom(ADDRESS, "10.70.0.6"),
        pool: fc.constant("p"),
        mac: fc.constantFrom("aa:bb:cc:dd:ee:ff", "02:00:00:00:00:01"),
      },
      { requiredKeys: serviceType === "static" ? ["fixed"] : [] },
    ),
    session: fc.record(
      {
        onlyOne: fc.boolean(),
        sharedUsers: fc.integer({ min: 1, max: 3 }),
        uptimeLimitSeconds: fc.constantFrom(3_600, 90),
        dataCapBytes: fc.constantFrom(1_048_576, 1_000),
      },
      { requiredKeys: ["onlyOne"] },
    ),
    credential: fc.constant({ id: "c1", version: 1 }),
  });

export const intentOf = (serviceType: Intent["serviceType"]): fc.Arbitrary<Intent> =>
  fc
    .tuple(plainIntentOf(serviceType), fc.boolean())
    .map(([intent, left]) =>
      left && serviceType === "static" && intent.presence === "absent"
        ? { ...intent, access: "off", keptOut: true }
        : intent,
    );

/** A user of any service type. */
export const anIntent: fc.Arbitrary<Intent> = fc.oneof(...SERVICES.map(intentOf));

export const settings: fc.Arbitrary<RouterSettings> = fc.record({
  localAddress: fc.constant(defaultRouterSettings.localAddress),
  addressPool: fc.constant(defaultRouterSettings.addressPool),
  walledAddressList: fc.constant(defaultRouterSettings.walledAddressList),
  fallbackEncoding: fc.constant(defaultRouterSettings.fallbackEncoding),
  suspension: fc.constantFrom("disable", "walled"),
  static: fc.record({
    cutOff: fc.constantFrom("list", "disable"),
    blockedAddressList: fc.constant("isp-blocked"),
    hotspotBinding: fc.boolean(),
    netwatch: fc.boolean(),
    arpInterface: fc.constantFrom("", "ether2"),
    dhcpServer: fc.constantFrom("", "dhcp1"),
    parentQueue: fc.constantFrom("", "all"),
  }),
  hotspot: fc.record({ server: fc.constantFrom("all", "hs1"), macCookie: fc.boolean() }),
});

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
const addresses = fc.constantFrom(ADDRESS, "10.70.0.6", "10.70.0.9");
const macs = fc.constantFrom("", MAC, "aa-bb-cc-dd-ee-ff", "00:00:00:00:00:00");
const switches = fc.constantFrom("true", "false", "yes", "no");

/** A row that is kept, as raw as routers print it. */
const kept = (
  kind: ResourceKind,
  fields: Record<string, fc.Arbitrary<string>>,
  required: string[] = [],
) =>
  fc
    .record({
      name: names,
      comment: comments,
      dynamic: fc.boolean(),
      isDefault: fc.constant(false),
      fields: fc.record(fields, { requiredKeys: required }) as fc.Arbitrary<Record<string, string>>,
    })
    .map((row) => ({ ...row, kind, name: rowName(kind, { ...row.fields, name: row.name }) ?? "" }));

const startedAt = fc
  .integer({ min: -60, max: 60 })
  .map((minutes) => new Date(T0.getTime() + minutes * MINUTE_MS));

const live = (kind: ResourceKind, fields: Record<string, fc.Arbitrary<string>>) =>
  fc.record({ name: names, fields: fc.record(fields), startedAt }).map((row) => ({
    ...row,
    kind,
    name: rowName(kind, { ...row.fields, name: row.name }) ?? "",
    dynamic: true,
    isDefault: false,
  }));

const rows: Record<"pppoe" | "static" | "hotspot", fc.Arbitrary<Omit<ObservedRow, "rowId">>[]> = {
  pppoe: [
    kept(
      "secret",
      {
        password: fc.constantFrom(PASSWORD, "other"),
        profile: fc.constantFrom("default", "*5F", "isp-home-0"),
        disabled: switches,
        service: fc.constantFrom("any", "pppoe"),
        "caller-id": macs,
      },
      ["password"],
    ),
    fc.record({
      kind: fc.constantFrom("pool" as const, "profile" as const),
      name: names,
      comment: comments,
      dynamic: fc.constant(false),
      isDefault: fc.boolean(),
      fields: fc.record({ ranges: fc.constantFrom("10.0.0.2-10.0.0.9", "") }, { requiredKeys: [] }),
    }),
    live("session", { address: fc.constant("10.64.0.9") }),
  ],
  static: [
    kept("queue", {
      target: fc.constantFrom("10.70.0.5/32", "10.70.0.5", "10.70.0.0/24"),
      "max-limit": fc.constantFrom("5M/10M", "5000000/10000000", "0/0"),
      priority: fc.constantFrom("8/8", "3/3"),
      disabled: switches,
    }),
    kept(
      "address-list",
      {
        list: fc.constantFrom("isp-walled", "isp-blocked"),
        address: addresses,
        disabled: switches,
      },
      ["list", "address"],
    ),
    kept(
      "ip-binding",
      {
        address: addresses,
        "mac-address": macs,
        type: fc.constantFrom("regular", "bypassed", "blocked"),
        disabled: switches,
      },
      ["address"],
    ),
    kept("arp", { address: addresses, "mac-address": macs, interface: fc.constant("ether2") }, [
      "address",
    ]),
    kept("lease", { address: addresses, "mac-address": macs, server: fc.constant("dhcp1") }, [
      "address",
    ]),
    kept("netwatch", { host: addresses, interval: fc.constantFrom("10s", "00:01:00") }, ["host"]),
    live("hotspot-host", { address: addresses, bypassed: fc.constantFrom("true", "false") }),
  ],
  hotspot: [
    kept(
      "hotspot-user",
      {
        password: fc.constantFrom(PASSWORD, "other"),
        profile: fc.constantFrom("default", "*5F"),
        "mac-address": macs,
        "limit-uptime": fc.constantFrom("0s", "1h", "01:00:00"),
        "limit-bytes-total": fc.constantFrom("0", "1M", "1048576"),
        disabled: switches,
      },
      ["password"],
    ),
    live("hotspot-active", {
      user: names,
      address: addresses,
      "mac-address": fc.constant(MAC),
    }),
    live("hotspot-cookie", { user: names, "mac-address": fc.constant(MAC) }).map(
      ({ startedAt: _, ...row }) => row,
    ),
    live("hotspot-host", { address: addresses, bypassed: fc.constant("false") }),
  ],
};

/** Tables in which routers let two rows have one key. */
const KEYLESS = new Set<ResourceKind>(["ip-binding", "netwatch"]);
const isLive = ({ kind }: Pick<ObservedRow, "kind">) => kinds[kind].scope === "live";

/** Any router: ours, foreign and dangling rows, duplicates, sessions; keys are unique where routers see to it. */
export const aRouter: fc.Arbitrary<ObservedRow[]> = fc
  .array(fc.oneof(...Object.values(rows).flat()), { maxLength: 16 })
  .map((all) =>
    all
      .filter(
        (row, i) =>
          isLive(row) ||
          KEYLESS.has(row.kind) ||
          all.findIndex((other) => other.kind === row.kind && other.name === row.name) === i,
      )
      .map((row, i) => ({ ...row, rowId: `*${(i + 1).toString(16).toUpperCase()}` })),
  );

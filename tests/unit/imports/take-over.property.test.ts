import fc from "fast-check";
import { expect, test } from "vitest";
import { propose } from "@/lib/imports";
import {
  afterTakeOver,
  compile,
  defaultRouterSettings,
  deriveIntent,
  diff,
  type ObservedRow,
  takeOver,
} from "@/lib/sync";

const INSTALLATION = "0190a000-0000-7000-8000-000000000001";
const USER = "0190a000-0000-7000-8000-00000000000a";
const NOW = new Date("2026-06-01T08:00:00Z");

const row = (
  kind: ObservedRow["kind"],
  name: string,
  fields: Record<string, string>,
  comment?: string,
): ObservedRow => ({
  kind,
  rowId: `*${kind}`,
  name,
  fields,
  ...(comment && { comment }),
  dynamic: false,
  isDefault: false,
});

const speed = fc.constantFrom("5M/10M", "5000k/10M", "5000000/10000000", "512k/2M", "3M");
const rate = fc.oneof(
  speed,
  speed.map((base) => `${base} 20M/20M 4M/4M 8/8`),
  speed.map((base) => `${base}  0/0 0/0 0/0 5`),
);
const profileFields = fc.record(
  {
    "rate-limit": rate,
    "local-address": fc.constantFrom("10.9.0.1", "10.64.0.1", "gateway-pool"),
    "remote-address": fc.constantFrom("old-pool", "isp-pppoe", "10.9.0.77"),
    "only-one": fc.constantFrom("yes", "no", "default"),
    "session-timeout": fc.constantFrom("1d", "12h"),
    "idle-timeout": fc.constantFrom("10m", "none"),
    "dns-server": fc.constant("8.8.8.8"),
  },
  { requiredKeys: ["rate-limit"] },
);
const comment = fc.constantFrom(undefined, "Jane 0712000111", "exp 31/12/2099", "Café");
const disabled = fc.constantFrom("true", "false");

const secret = fc
  .record({
    profile: profileFields,
    comment,
    fields: fc.record(
      {
        service: fc.constantFrom("any", "pppoe"),
        password: fc.constantFrom("secret", "1", "päss"),
        disabled,
        "local-address": fc.constant("10.9.0.1"),
        "remote-address": fc.constant("10.9.0.55"),
        "caller-id": fc.constantFrom("aa:bb:cc:dd:ee:ff", "AA:BB:CC:DD:EE:FF"),
      },
      { requiredKeys: ["password", "disabled"] },
    ),
  })
  .map(({ profile, comment: words, fields }) => [
    row("pool", "old-pool", { ranges: "10.9.0.2-10.9.0.99" }),
    row("profile", "theirs", profile),
    row("secret", "jane", { ...fields, profile: "theirs" }, words),
    ...(fields.disabled === "true"
      ? []
      : [{ ...row("session", "jane", { address: "10.9.0.9" }), startedAt: new Date(0) }]),
  ]);

const hotspotUser = fc
  .record({
    profile: fc.record({ "rate-limit": rate, "shared-users": fc.constantFrom("1", "3") }),
    comment,
    fields: fc.record(
      {
        password: fc.constantFrom("secret", "pw"),
        disabled,
        server: fc.constantFrom("all", "hotspot1"),
        address: fc.constantFrom("0.0.0.0", "10.5.50.9"),
        "mac-address": fc.constantFrom("00:00:00:00:00:00", "AA:BB:CC:DD:EE:FF"),
      },
      { requiredKeys: ["password", "disabled"] },
    ),
  })
  .map(({ profile, comment: words, fields }) => [
    row("hotspot-profile", "theirs", profile),
    row("hotspot-user", "jane", { ...fields, profile: "theirs" }, words),
    ...(fields.disabled === "true"
      ? []
      : [{ ...row("hotspot-active", "jane", { user: "jane" }), startedAt: new Date(0) }]),
  ]);

/** What the import makes of the router's one login, and where that leads. */
function takeIn(rows: ObservedRow[]) {
  const [found] = propose(rows, defaultRouterSettings).rows;
  const [pack] = propose(rows, defaultRouterSettings).packages;
  const rates = pack?.content.rates;
  if (!found || !pack || !rates) throw new Error("nothing was proposed");
  const { content, ...proposed } = pack;
  const intent = deriveIntent(
    {
      user: {
        status: "active",
        serviceType: found.serviceType,
        username: found.username,
        staticAddress: found.staticAddress ?? null,
        macAddress: found.macAddress ?? null,
        paidUntil: found.lapsed ? null : new Date("2099-01-01T00:00:00Z"),
        provisionalUntil: null,
        creditUntil: null,
      },
      customer: { name: found.customerName, accountNumber: "20000000" },
      package: {
        ...proposed,
        ...content,
        ...rates,
        burstDownloadKbps: rates.burst?.downloadKbps ?? null,
        burstUploadKbps: rates.burst?.uploadKbps ?? null,
        burstThresholdDownloadKbps: rates.burst?.thresholdDownloadKbps ?? null,
        burstThresholdUploadKbps: rates.burst?.thresholdUploadKbps ?? null,
        burstSeconds: rates.burst?.seconds ?? null,
        queuePriority: rates.priority ?? null,
      },
      credential: { id: USER, version: 1 },
      suspension: "disable",
    },
    NOW,
  );
  const desired = compile(intent, {
    installationId: INSTALLATION,
    userId: USER,
    settings: defaultRouterSettings,
    rosVersion: "7.16.2",
    password: found.password,
  });
  const changes = takeOver(desired, rows);
  return { changes, left: diff(desired, afterTakeOver(rows, changes), "full") };
}

test.each([
  ["secret", secret],
  ["hotspot user", hotspotUser],
] as const)(
  "whatever a %s and its profile say, one write makes it ours, nothing of it is left to do, and no session ends",
  (_, router) => {
    fc.assert(
      fc.property(router as fc.Arbitrary<ObservedRow[]>, (rows) => {
        const { changes, left } = takeIn(rows);
        expect(changes).toHaveLength(1);
        expect(changes[0]?.after).not.toHaveProperty("password");
        expect(left.skipped).toEqual([]);
        // Pools and profiles of ours that the row refers to, and nothing else.
        expect(left.changes.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(
          left.changes.map(({ kind }) => `create ${kind}`),
        );
        expect(
          left.changes.filter(({ kind }) => kind === "secret" || kind === "hotspot-user"),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);

test("who gets another speed, or stood on a list, is left to the sync: that write would be felt", () => {
  const login = row("secret", "jane", { profile: "theirs", password: "x", disabled: "false" });
  const listed = [
    row("profile", "theirs", { "rate-limit": "5M/10M", "address-list": "vip" }),
    login,
  ];
  const { changes, left } = takeIn([...listed, row("session", "jane", {})]);
  expect(changes[0]?.after).not.toHaveProperty("profile");
  expect(left.changes.map(({ verb, kind }) => `${verb} ${kind}`)).toContain("kick session");
});

import { describe, expect, test } from "vitest";
import { deriveAccess, deriveIntent, goneIntent, stableJson, type UserFacts } from "@/lib/sync";

const now = new Date("2026-06-01T08:00:00Z");
const later = new Date("2026-06-01T08:00:00.001Z");

const facts = (
  user: Partial<UserFacts["user"]> = {},
  rest: Partial<Omit<UserFacts, "user">> = {},
): UserFacts => ({
  user: {
    status: "active",
    serviceType: "pppoe",
    username: "alice",
    staticAddress: null,
    macAddress: null,
    paidUntil: later,
    provisionalUntil: null,
    creditUntil: null,
    ...user,
  },
  customer: { name: "Wanjikũ Kamaũ", accountNumber: "60000001" },
  package: {
    name: "Home 10 Mbps!",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    burstDownloadKbps: null,
    burstUploadKbps: null,
    burstThresholdDownloadKbps: null,
    burstThresholdUploadKbps: null,
    burstSeconds: null,
    queuePriority: null,
    addressPool: null,
    sharedUsers: null,
    uptimeLimitSeconds: null,
    dataCapBytes: null,
  },
  credential: { id: "c1", version: 3 },
  suspension: "disable",
  ...rest,
});

describe("access", () => {
  const cases: [string, UserFacts, string][] = [
    ["paid a millisecond longer is on", facts(), "on"],
    ["paid exactly up to now is off: the end is exclusive", facts({ paidUntil: now }), "off"],
    ["never paid is off", facts({ paidUntil: null }), "off"],
    [
      "vouched for by a query alone is on",
      facts({ paidUntil: null, provisionalUntil: later }),
      "on",
    ],
    ["on credit is on", facts({ paidUntil: now, creditUntil: later }), "on"],
    ["both run out is off", facts({ paidUntil: now, provisionalUntil: now }), "off"],
    ["suspended is off although paid", facts({ status: "suspended" }), "off"],
    ["closed is off although paid", facts({ status: "closed" }), "off"],
    [
      "lapsed is walled where the router walls",
      facts({ paidUntil: now }, { suspension: "walled" }),
      "walled",
    ],
    ["suspended is never walled", facts({ status: "suspended" }, { suspension: "walled" }), "off"],
  ];
  test.each(cases)("%s", (_claim, given, access) => {
    expect(deriveAccess(given, now)).toBe(access);
    expect(deriveIntent(given, now).access).toBe(access);
  });
});

test("an intent says all that a router must know and no password", () => {
  expect(
    deriveIntent(facts({ staticAddress: "10.1.2.3", macAddress: "AA:BB:CC:DD:EE:FF" }), now),
  ).toEqual({
    presence: "present",
    access: "on",
    serviceType: "pppoe",
    username: "alice",
    label: "Wanjiku Kamau 60000001",
    packageSlug: "home-10-mbps",
    rates: { downloadKbps: 10_000, uploadKbps: 5_000 },
    address: { fixed: "10.1.2.3", mac: "AA:BB:CC:DD:EE:FF" },
    session: { onlyOne: true },
    credential: { id: "c1", version: 3 },
  });
});

test("burst stands in the intent only when every part of it is given", () => {
  const burst = {
    burstDownloadKbps: 20_000,
    burstUploadKbps: 10_000,
    burstThresholdDownloadKbps: 8_000,
    burstThresholdUploadKbps: 4_000,
    burstSeconds: 16,
  };
  const full = deriveIntent(facts({}, { package: { ...facts().package, ...burst } }), now);
  expect(full.rates.burst).toEqual({
    downloadKbps: 20_000,
    uploadKbps: 10_000,
    thresholdDownloadKbps: 8_000,
    thresholdUploadKbps: 4_000,
    seconds: 16,
  });
  const partial = { ...facts().package, ...burst, burstSeconds: null };
  expect(deriveIntent(facts({}, { package: partial }), now).rates.burst).toBeUndefined();
});

test("a closed user must leave no trace", () => {
  expect(deriveIntent(facts({ status: "closed" }), now).presence).toBe("absent");
  expect(goneIntent(deriveIntent(facts(), now))).toMatchObject({
    presence: "absent",
    access: "off",
  });
});

test("a name without a single ASCII letter still gives a usable slug", () => {
  const named = { ...facts().package, name: "超高速" };
  expect(deriveIntent(facts({}, { package: named }), now).packageSlug).toBe("package");
});

test("stable JSON does not depend on key order or on absent keys", () => {
  expect(stableJson({ b: [1, { y: null, x: "é" }], a: undefined })).toBe(
    stableJson({ b: [1, { x: "é", y: null }] }),
  );
  expect(stableJson({ a: 1 })).not.toBe(stableJson({ a: "1" }));
});

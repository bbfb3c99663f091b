import { describe, expect, test } from "vitest";
import { refusalOf } from "@/lib/routeros/probe/read-refusals";
import { wallClock } from "@/lib/routeros/values";
import { busiestPort, portRates } from "@/services/routers/port-rates";

const PPP = "pppoe,ppp,error";
const HOTSPOT = "hotspot,info,debug";

describe("the router's log about refused sign-ins", () => {
  test.each([
    [PPP, "<pppoe-0>: user alice authentication failed - wrong password", "alice", "password"],
    [PPP, "<0b1d>: user alice authentication failed", "alice", "other"],
    [
      PPP,
      "<x>: user a b@isp authentication failed - caller-id does not match",
      "a b@isp",
      "device",
    ],
    [PPP, "<x>: user bob authentication failed - already connected", "bob", "busy"],
    [PPP, "<x>: user bob authentication failed - no address left in the pool", "bob", "no_address"],
    [PPP, "<x>: user bob authentication failed - secret is disabled", "bob", "disabled"],
    [HOTSPOT, "->: eve (10.5.50.2): login failed: invalid username or password", "eve", "password"],
    [HOTSPOT, "eve (10.5.50.2): login failed: user eve has reached uptime limit", "eve", "cap"],
    [
      HOTSPOT,
      "eve (10.5.50.2): login failed: no more sessions are allowed for user eve",
      "eve",
      "busy",
    ],
    [HOTSPOT, "eve (10.5.50.2): login failed: mac-address does not match", "eve", "device"],
  ])("%s: %s", (topics, message, name, reason) => {
    expect(refusalOf({ topics, message })).toMatchObject({ name, reason });
  });

  test.each([
    [PPP, "<pppoe-0>: terminating... - peer is not responding"],
    [HOTSPOT, "->: eve (10.5.50.2): logged in"],
    [HOTSPOT, "->: eve (10.5.50.2): trying to log in by http-chap"],
  ])("%s: %s is none", (topics, message) => {
    expect(refusalOf({ topics, message })).toBeUndefined();
  });
});

test("a router's time is read in both notations, and only as a distance", () => {
  const [old, iso] = [wallClock("jan/02/2026 15:04:05"), wallClock("2026-01-02 15:05:05")];
  expect((iso ?? 0) - (old ?? 0)).toBe(60_000);
  for (const text of [
    "",
    "never",
    "foo/02/2026 15:04:05",
    "undefined undefined",
    "2026-13-40 99:00:00",
  ])
    expect(wallClock(text)).toBeUndefined();
});

describe("rates of ports", () => {
  const port = (name: string, rxBytes: number, txBytes = 0) => ({
    name,
    type: "ether",
    rxBytes,
    txBytes,
  });

  test("grow with the counters, and are unknown where they began anew or nothing is known", () => {
    const before = [port("a", 1_000), port("b", 9_000)];
    const now = [port("a", 751_000, 7_500), port("b", 10), port("c", 5)];
    const rates = portRates({ before, now, seconds: 60 });
    expect(rates.map(({ rxKbps, txKbps }) => [rxKbps, txKbps])).toEqual([
      [100, 1],
      [null, null],
      [null, null],
    ]);
    expect(portRates({ before, now, seconds: 1 })[0]?.rxKbps).toBeNull();
  });

  test("the busiest port is the one that receives most", () => {
    const rates = portRates({
      before: [port("a", 0), port("b", 0)],
      now: [port("a", 100_000), port("b", 900_000)],
      seconds: 60,
    });
    expect(busiestPort(rates)?.name).toBe("b");
    expect(busiestPort(null)).toBeUndefined();
  });
});

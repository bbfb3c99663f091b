import { describe, expect, test } from "vitest";
import { type AlertRow, dueNews } from "@/services/alerts/due-news";
import { judgeChannel } from "@/services/alerts/judge-channel";
import { judgeRouter, versionTrouble } from "@/services/alerts/judge-router";

const now = new Date("2026-06-10T09:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const days = (count: number) => ago(count * 24 * 60);

describe("what is wrong with a router", () => {
  const well = {
    id: "r",
    name: "Kilimani",
    hardwareId: "A",
    seenHardwareId: "A",
    reachability: "up" as const,
    reachabilitySince: ago(600),
    lastError: null,
    lastErrorCode: null,
    rosVersion: "7.16.2",
    rebootedAt: null,
    tlsChangedAt: null,
    brakeReason: null,
    users: 3,
    cpuPercent: 20,
  };
  const kinds = (parts: Partial<Parameters<typeof judgeRouter>[0]>, cpuWasHigh = false) =>
    judgeRouter({ ...well, ...parts }, { now, cpuPercent: 85, cpuWasHigh }).map(({ kind }) => kind);

  test.each([
    ["nothing", {}, []],
    ["out of reach", { reachability: "down" as const }, ["router_down"]],
    ["not asked yet", { reachability: "unknown" as const, rosVersion: null }, []],
    ["restarted just now", { rebootedAt: ago(9) }, ["router_rebooted"]],
    ["restarted a while ago", { rebootedAt: ago(11) }, []],
    ["stopped by the brake", { brakeReason: "too many" }, ["router_braked"]],
    [
      "another machine, and not the brake that it pulled",
      { seenHardwareId: "B", brakeReason: "x" },
      ["router_swapped"],
    ],
    ["another certificate, unpinned", { tlsChangedAt: ago(60) }, ["certificate_changed"]],
    [
      "another certificate than the pinned one",
      { lastErrorCode: "fingerprint_mismatch", reachability: "down" as const },
      ["certificate_changed", "router_down"],
    ],
    ["an old release", { rosVersion: "6.48.6" }, ["version_unsupported"]],
    ["no release at all", { rosVersion: "beta" }, ["version_unsupported"]],
    ["a busy processor", { cpuPercent: 85 }, ["cpu_high"]],
  ])("%s", (_claim, parts, expected) => {
    expect(kinds(parts)).toEqual(expected);
  });

  test("a busy processor must calm down by ten points before it counts as calm", () => {
    expect(kinds({ cpuPercent: 80 })).toEqual([]);
    expect(kinds({ cpuPercent: 80 }, true)).toEqual(["cpu_high"]);
    expect(kinds({ cpuPercent: 74 }, true)).toEqual([]);
  });

  test("releases from 6.49 to the last of 7 are known", () => {
    for (const version of ["6.49.10", "7.1", "7.22.1"])
      expect(versionTrouble(version)).toBeUndefined();
    for (const version of ["6.48", "5.26", "8.0", ""]) expect(versionTrouble(version)).toBeTruthy();
  });
});

describe("what is wrong with a shortcode", () => {
  const well = {
    id: "c",
    name: "Paybill",
    createdAt: days(200),
    initiatorPasswordSetAt: null,
    apiRefusedAt: null,
    apiRefusal: null,
    pullRegisteredAt: days(100),
    pulledUntil: ago(4),
    heard: { byCallback: 5, otherwise: 1 },
    pushRefused: null,
    receiptGaps: { noReceipt: { count: 0, cents: 0 }, notBooked: { count: 0, cents: 0 } },
  };
  const found = (parts: Partial<Parameters<typeof judgeChannel>[0]>) =>
    judgeChannel({ ...well, ...parts }, now);

  test.each([
    ["a young password", { initiatorPasswordSetAt: days(74) }, []],
    [
      "a password from day 75 on",
      { initiatorPasswordSetAt: days(75) },
      [["mpesa_password", "warn"]],
    ],
    ["its last days", { initiatorPasswordSetAt: days(88) }, [["mpesa_password", "bad"]]],
    ["after its end", { initiatorPasswordSetAt: days(91) }, [["mpesa_password", "bad"]]],
    [
      "M-Pesa's refusal, which names the cause better than the password's age does",
      { apiRefusedAt: ago(5), apiRefusal: "Why.", initiatorPasswordSetAt: days(91) },
      [["mpesa_refused", "bad"]],
    ],
    ["a list that cannot be fetched", { pulledUntil: ago(31) }, [["mpesa_pull", "bad"]]],
    [
      "callbacks that never arrive",
      { heard: { byCallback: 0, otherwise: 3 } },
      [["mpesa_callbacks", "bad"]],
    ],
    ["refused prompts", { pushRefused: { code: "2028" } }, [["mpesa_push", "bad"]]],
    ["a quiet night", { heard: { byCallback: 0, otherwise: 0 } }, []],
  ])("%s", (_claim, parts, expected) => {
    expect(found(parts).map(({ kind, severity }) => [kind, severity])).toEqual(expected);
  });

  test("the password's end is said in days", () => {
    expect(found({ initiatorPasswordSetAt: days(89) })[0]?.message).toContain("expires in 1 day.");
    expect(found({ initiatorPasswordSetAt: days(90) })[0]?.message).toContain("has expired");
  });
});

describe("what staff hear", () => {
  let count = 0;
  const alert = (parts: Partial<AlertRow> = {}): AlertRow => ({
    id: `a${++count}`,
    kind: "router_down",
    subjectKind: "router",
    subjectId: "r",
    subjectName: "Kilimani",
    severity: "bad",
    message: "down",
    raisedAt: ago(1),
    clearedAt: null,
    lastNotifiedAt: null,
    endNotifiedAt: null,
    ...parts,
  });
  const news = (rows: AlertRow[], smsFrom: "info" | "warn" | "bad" = "warn") =>
    dueNews(rows, { now, quietMinutes: 30, smsFrom }).map(({ alert: { id }, over }) => [id, over]);

  test("that it is so, once; and that it is over, after the quiet period", () => {
    const fresh = alert();
    expect(news([fresh])).toEqual([[fresh.id, false]]);
    expect(news([alert({ lastNotifiedAt: ago(500) })])).toEqual([]);
    expect(news([alert({ lastNotifiedAt: ago(29), clearedAt: ago(1) })])).toEqual([]);
    const over = alert({ lastNotifiedAt: ago(31), clearedAt: ago(1) });
    expect(news([over])).toEqual([[over.id, true]]);
  });

  test("what was never told has no end to tell; what is light is not worth an SMS", () => {
    expect(news([alert({ clearedAt: ago(1) })])).toEqual([]);
    expect(news([alert({ severity: "info" })])).toEqual([]);
    expect(news([alert({ severity: "info" })], "info")).toHaveLength(1);
  });

  test("what comes and goes sends one SMS, and one more when it has come to rest otherwise", () => {
    const told = alert({ raisedAt: ago(40), clearedAt: ago(35), lastNotifiedAt: ago(40) });
    const again = alert({ raisedAt: ago(20) });
    expect(news([told, again])).toEqual([]);
    const ended = { ...again, clearedAt: ago(1) };
    expect(news([told, ended])).toEqual([[told.id, true]]);
    expect(news([{ ...told, endNotifiedAt: ago(10) }, again])).toEqual([]);
    expect(news([{ ...told, endNotifiedAt: ago(31) }, again])).toEqual([[again.id, false]]);
  });

  test("the password's end each day, and not more often", () => {
    const password = (minutes: number) =>
      news([alert({ kind: "mpesa_password", lastNotifiedAt: ago(minutes) })]).length;
    expect(password(23 * 60)).toBe(0);
    expect(password(24 * 60)).toBe(1);
  });
});

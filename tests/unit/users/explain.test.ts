import { describe, expect, test } from "vitest";
import { customerWords } from "@/services/users/explain/customer-words";
import type { ExplainFacts } from "@/services/users/explain/facts";
import { judgeAccess } from "@/services/users/explain/judge-access";
import { staffWords } from "@/services/users/explain/staff-words";

const now = new Date("2026-06-10T09:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ahead = (minutes: number) => ago(-minutes);

type Parts = { [K in keyof ExplainFacts]?: Partial<ExplainFacts[K]> };

/** A paid PPPoE user whom the router lets in, last online an hour ago; then what differs. */
function facts({ user, router, sync, sighting, ...rest }: Parts = {}): ExplainFacts {
  return {
    now,
    user: {
      status: "active",
      billingMode: "prepaid",
      serviceType: "pppoe",
      paidUntil: ahead(60),
      provisionalUntil: null,
      creditUntil: null,
      pausedAt: null,
      suspendedReason: null,
      macAddress: null,
      createdAt: ago(100_000),
      closedAt: null,
      ...user,
    },
    router: {
      name: "Kilimani",
      observedOnly: false,
      pingsAddresses: true,
      reachability: "up",
      since: ago(5_000),
      lastSeenAt: ago(1),
      lastError: null,
      braked: false,
      rebootedAt: null,
      ...router,
    },
    sync: {
      status: "in_sync",
      errorCode: null,
      error: null,
      reason: "InSync",
      behind: false,
      declaredAt: ago(3_000),
      online: false,
      onlineSince: null,
      address: null,
      ...sync,
    },
    sighting: {
      lastOnlineAt: ago(60),
      wentOfflineAt: ago(60),
      callerId: null,
      disconnectReason: null,
      refusedAt: null,
      refusalReason: null,
      refusalCount: 0,
      capUsedAt: null,
      ...sighting,
    },
    installationPaused: false,
    ...(rest as { installationPaused?: boolean }),
  };
}

const refused = (refusalReason: "password" | "device" | "busy" | "disabled" | "cap", minutes = 2) =>
  ({ refusedAt: ago(minutes), refusalReason, refusalCount: 7 }) as const;

const CASES: [claim: string, parts: Parts, code: string, staff: string, customer: string][] = [
  [
    "closed",
    { user: { status: "closed", closedAt: ago(30) } },
    "closed",
    "closed since 11:30",
    "closed",
  ],
  [
    "a pause",
    { user: { status: "suspended", pausedAt: ago(30) } },
    "paused",
    "paused since 11:30",
    "time is kept",
  ],
  [
    "staff suspended",
    { user: { status: "suspended", suspendedReason: "abuse" } },
    "suspended",
    "(abuse)",
    "contact us",
  ],
  [
    "never paid",
    { user: { paidUntil: null } },
    "never_paid",
    "nothing has been paid",
    "first bill",
  ],
  [
    "unpaid",
    { user: { paidUntil: ago(24 * 60) } },
    "expired",
    "unpaid since yesterday, 12:00",
    "Pay to be back",
  ],
  [
    "a bill unpaid",
    { user: { billingMode: "postpaid", paidUntil: null, creditUntil: ago(60) } },
    "bill_unpaid",
    "a bill is unpaid",
    "Pay to be back",
  ],
  [
    "all stands still",
    { sync: { status: "pending" }, installationPaused: true as never },
    "installation_paused",
    "installation is paused",
    "on our side",
  ],
  [
    "router down",
    { router: { reachability: "down", since: ago(10), lastError: "No answer" } },
    "router_down",
    "Kilimani has not answered since 11:50.",
    "equipment near you",
  ],
  [
    "router down, online when last seen",
    { router: { reachability: "down" }, sync: { online: true } },
    "router_down",
    "online when it was last seen",
    "You have paid",
  ],
  [
    "a conflict",
    { sync: { status: "failed", errorCode: "Conflict", error: "A row is in the way." } },
    "sync_failed",
    "A row is in the way.",
    "on our side",
  ],
  [
    "the brake",
    { sync: { status: "paused" }, router: { braked: true } },
    "braked",
    "stopped by the brake",
    "on our side",
  ],
  [
    "not managed",
    { sync: { status: "paused" }, router: { observedOnly: true } },
    "observed_only",
    "nobody manages Kilimani",
    "on our side",
  ],
  [
    "a move",
    { sync: { status: "pending", errorCode: "waits_for_old_router" } },
    "waits_for_move",
    "moving to Kilimani",
    "on our side",
  ],
  [
    "on its way",
    { sync: { status: "syncing", declaredAt: ago(0) } },
    "on_its_way",
    "on its way to Kilimani",
    "few seconds",
  ],
  ["newer than the router", { sync: { behind: true } }, "on_its_way", "on its way", "few seconds"],
  [
    "online",
    { sync: { online: true, onlineSince: ago(20), address: "10.0.0.9" } },
    "online",
    "Online since 11:40 with 10.0.0.9.",
    "Your connection is up",
  ],
  [
    "a second device turned away",
    { sync: { online: true }, sighting: refused("busy") },
    "online",
    "turned away",
    "second device",
  ],
  [
    "used up, as the router counted",
    { user: { serviceType: "hotspot" }, sighting: { capUsedAt: ago(5) } },
    "cap_used",
    "used up since 11:55",
    "Renew now",
  ],
  [
    "used up, as the sign-in was refused",
    { user: { serviceType: "hotspot" }, sighting: refused("cap") },
    "cap_used",
    "used up",
    "Renew now",
  ],
  [
    "a wrong password",
    { sighting: refused("password") },
    "refused",
    "its password is wrong (last at 11:58, 7 times so far)",
    "wrong password",
  ],
  [
    "another device than the locked one",
    { user: { macAddress: "AA:BB:CC:00:11:22" }, sighting: refused("device") },
    "refused",
    "another device than the one",
    "belongs to another device",
  ],
  [
    "restarted",
    { router: { rebootedAt: ago(3) } },
    "restarted",
    "restarted at 11:57",
    "just restarted",
  ],
  [
    "nobody pings it",
    { user: { serviceType: "static" }, router: { pingsAddresses: false }, sync: { online: null } },
    "not_watched",
    "does not watch",
    "Your access is open",
  ],
  [
    "pinged, and netwatch has not said yet",
    { user: { serviceType: "static" }, sync: { online: null } },
    "not_seen",
    "netwatch has not said yet",
    "Your access is open",
  ],
  [
    "not asked yet",
    { sync: { online: null } },
    "not_seen",
    "not been asked",
    "Your access is open",
  ],
  [
    "never dialled",
    { sighting: { lastOnlineAt: null, wentOfflineAt: null } },
    "never_dialled",
    "never dialled in",
    "has not connected yet",
  ],
  [
    "an address that is silent",
    { user: { serviceType: "static" } },
    "offline",
    "has not answered since 11:00",
    "not connected",
  ],
  [
    "hung up",
    { sighting: { disconnectReason: "peer-request" } },
    "offline",
    "has not dialled in since 11:00 (the device hung up)",
    "switch it off",
  ],
];

describe("why a user is online or offline", () => {
  test.each(CASES)("%s", (_claim, parts, code, staff, customer) => {
    const known = facts(parts);
    const verdict = judgeAccess(known);
    expect(verdict.code).toBe(code);
    const told = staffWords(verdict, known);
    expect(told.sentence).toContain(staff);
    const { headline, words } = customerWords(verdict, known);
    expect(`${headline}. ${words}`).toContain(customer);
    // Whoever reads it can do something, unless all is well.
    if (code !== "online" && code !== "closed") expect(told.todo).toBeTruthy();
  });

  test("who is seen online is not called offline because the installation is paused", () => {
    const parts = { sync: { status: "pending", online: true }, installationPaused: true as never };
    expect(judgeAccess(facts(parts as Parts))).toMatchObject({ code: "online", changing: true });
  });

  test.each<[string, Parts["sync"], string, RegExp]>([
    [
      "on its way",
      { status: "pending", online: true },
      "has not reached Kilimani yet",
      /by itself/,
    ],
    [
      "refused",
      { status: "failed", errorCode: "not_enough_permissions", error: "No.", online: true },
      "Still online: unpaid since 11:55, but the cut has not reached Kilimani yet.",
      /^No\. Give the API user/,
    ],
    ["seen gone", { status: "pending", online: false }, "Offline: unpaid since 11:55.", /payment/],
    ["walled", { status: "in_sync", online: true }, "Offline: unpaid since 11:55.", /payment/],
  ])(
    "who is cut off and still seen online is not called offline: %s",
    (_, sync, sentence, todo) => {
      const known = facts({ user: { paidUntil: ago(5) }, ...(sync && { sync }) });
      const told = staffWords(judgeAccess(known), known);
      expect(told.sentence).toContain(sentence);
      expect(told.todo).toMatch(todo);
    },
  );

  test("customers hear no jargon, nothing of other people's, and no error text", () => {
    for (const [, parts] of CASES) {
      const known = facts({ ...parts, router: { lastError: "ECONNREFUSED", ...parts.router } });
      const { headline, words } = customerWords(judgeAccess(known), known);
      expect(`${headline} ${words}`).not.toMatch(
        /sync|router|PPPoE|dial|MAC|netwatch|secret|Kilimani|ECONN|undefined|null|NaN/i,
      );
    }
  });

  test("what staff decided comes before money, money before the router, the router before the device", () => {
    const everything: Parts = {
      user: { status: "suspended", pausedAt: ago(1), paidUntil: ago(5) },
      router: { reachability: "down" },
      sync: { status: "failed", errorCode: "Conflict" },
      sighting: refused("password"),
    };
    const codes = [
      everything,
      { ...everything, user: { paidUntil: ago(5) } },
      { ...everything, user: {} },
      { ...everything, user: {}, router: {} },
      { ...everything, user: {}, router: {}, sync: {} },
      { ...everything, user: {}, router: {}, sync: {}, sighting: {} },
    ].map((parts) => judgeAccess(facts(parts)).code);
    expect(codes).toEqual([
      "paused",
      "expired",
      "router_down",
      "sync_failed",
      "refused",
      "offline",
    ]);
  });

  test("a refusal counts until a session or newer settings overtake it", () => {
    const code = (parts: Parts) => judgeAccess(facts(parts)).code;
    expect(code({ sighting: refused("password", 59) })).toBe("refused");
    expect(code({ sighting: { ...refused("password", 61) } })).toBe("offline");
    expect(code({ sighting: refused("password"), sync: { declaredAt: ago(1) } })).toBe("offline");
    // The router lets the user in now: whoever was cut off was refused for that.
    expect(code({ sighting: refused("disabled") })).toBe("offline");
    expect(code({ sighting: refused("busy", 30), sync: { online: true } })).toBe("online");
  });

  test("in grace the customer is told until when, unless the device is what is wrong", () => {
    const user = { paidUntil: ago(5), creditUntil: ahead(2880) };
    const words = (parts: Parts) => {
      const known = facts(parts);
      return customerWords(judgeAccess(known), known);
    };
    expect(words({ user, sync: { online: true } })).toEqual({
      state: "grace",
      headline: "Your package has run out",
      words: "You stay online until 12 Jun 2026, 12:00. Pay before then to go on without a break.",
    });
    expect(words({ user, sighting: refused("password") }).state).toBe("device");
    expect(
      words({ user: { ...user, billingMode: "postpaid" }, sync: { online: true } }).state,
    ).toBe("online");
    expect(
      words({ user: { ...user, provisionalUntil: ahead(5) }, sync: { online: true } }).state,
    ).toBe("online");
  });
});

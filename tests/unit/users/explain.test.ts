import { describe, expect, test } from "vitest";
import { customerWords } from "@/services/users/explain/customer-words";
import { judgeAccess } from "@/services/users/explain/judge-access";
import { staffWords } from "@/services/users/explain/staff-words";
import { CASES } from "./explain-cases";
import { ago, ahead, facts, type Parts, refused } from "./explain-facts";

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

  test("an error that asks something keeps its question mark, and gets no full stop behind it", () => {
    const known = facts({ router: { reachability: "down", lastError: "Is this its port?" } });
    expect(staffWords(judgeAccess(known), known).todo).toMatch(/^Is this its port\? Everything/);
  });

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

import { expect, test } from "vitest";
import { billingWords } from "@/components/settings/billing-words";
import { parseHours, reminderWords } from "@/components/settings/reminder-words";

const billing = { graceHours: 48, postpaidDueDays: 7, postpaidGraceDays: 3 };

test("the billing settings say what will happen, in days where they are days", () => {
  const words = billingWords(billing);
  expect(words[0]).toContain("stay online for 2 days after their paid time");
  expect(words[1]).toBe("A postpaid bill is due after 7 days.");
  expect(words[2]).toContain("still unpaid 10 days after it was issued");
  expect(billingWords({ ...billing, graceHours: 0 })[0]).toContain("the second its paid time");
  expect(billingWords({ ...billing, graceHours: 5 })[0]).toContain("5 hours");
  expect(billingWords({ ...billing, graceHours: Number.NaN })).toEqual(["Enter whole numbers."]);
});

test("hours are typed as people type lists, and what is no hour is said to be none", () => {
  expect(parseHours("72, 24")).toEqual([72, 24]);
  expect(parseHours(" 72;24  1 ")).toEqual([72, 24, 1]);
  expect(parseHours("")).toEqual([]);
  for (const text of ["x", "1.5", "0", "721", "-3"]) expect(parseHours(text)).toBeUndefined();
});

test("the reminder settings say what will be sent, and what will not", () => {
  const words = (before: string, after: string, on: boolean) =>
    reminderWords({
      before: parseHours(before),
      after: parseHours(after),
      atExpiry: on,
      autoPrompt: on,
    });
  expect(words("24, 72", "24", true)[0]).toContain("goes out 3 days, 1 day before");
  expect(words("24", "24", true)[3]).toContain("get one M-Pesa prompt");
  expect(
    words("", "", false)
      .slice(0, 4)
      .every((sentence) => sentence.startsWith("No")),
  ).toBe(true);
  expect(words("soon", "24", true)).toEqual(["Enter hours as whole numbers, for example 72, 24."]);
});

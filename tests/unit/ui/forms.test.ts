import { expect, test } from "vitest";
import { z } from "zod";
import { formToObject } from "@/app/_auth/form-to-object";
import { toFailure } from "@/app/_auth/to-failure";
import { megabits, shillings } from "@/app/(admin)/_forms/fields";
import { conflict } from "@/lib/errors";
import { logger } from "@/lib/logger";

const form = (...entries: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
};

test("dotted names nest, lists gather, empty fields and the framework's own are left out", () => {
  const data = form(
    ["name", "Mary"],
    ["email", ""],
    ["user.username", "mary.w"],
    ["user.pool.name", "a"],
    ["tags[]", "x"],
    ["tags[]", "y"],
    ["$ACTION_ID_1", "secret"],
  );
  expect(formToObject(data)).toEqual({
    name: "Mary",
    user: { username: "mary.w", pool: { name: "a" } },
    tags: ["x", "y"],
  });
});

test("a form cannot reach the prototype of objects", () => {
  const object = formToObject(form(["__proto__.polluted", "1"], ["a.constructor.b", "1"]));
  expect(object).toEqual({});
  expect("polluted" in {}).toBe(false);
});

test("names that contradict each other do not throw", () => {
  expect(() =>
    formToObject(form(["a", "1"], ["a.b", "2"], ["c[]", "1"], ["c", "2"])),
  ).not.toThrow();
});

test("an error made on purpose keeps its words and fields", () => {
  expect(toFailure(conflict("Taken.", { name: "This name is taken." }), logger)).toEqual({
    ok: false,
    code: "conflict",
    message: "Taken.",
    fieldErrors: { name: "This name is taken." },
  });
});

test("each field of a refused form gets its first message under its dotted path", () => {
  const schema = z.object({
    name: z.string("Enter a name."),
    user: z.object({ port: z.string().min(2, "Too short.").regex(/^\d+$/, "Digits only.") }),
  });
  const { error } = schema.safeParse({ user: { port: "x" } });
  const failure = toFailure(error, logger);
  expect(failure.code).toBe("invalid");
  expect(failure.fieldErrors).toEqual({ name: "Enter a name.", "user.port": "Too short." });
});

test("an unknown error never shows its own message, only a code that is in the log", () => {
  const logged: unknown[] = [];
  const log = Object.assign(Object.create(logger), {
    error: (entry: unknown) => logged.push(entry),
  });
  const failure = toFailure(new Error("password=hunter2 at 10.0.0.1"), log);
  expect(failure.code).toBe("unknown");
  expect(failure.message).not.toMatch(/hunter2|10\.0\.0\.1/);
  const { errorId } = logged[0] as { errorId: string };
  expect(failure.message).toContain(errorId.slice(-12));
});

test("shillings as people type them become exact cents", () => {
  const read = (text: string) => shillings().safeParse(text).data;
  expect(read("1,500")).toBe(150_000);
  expect(read("KES 1500.50")).toBe(150_050);
  expect(read("0")).toBe(0);
  for (const nonsense of ["", "abc", "-5", "1e9", "1.234", "١٢"])
    expect(read(nonsense)).toBeUndefined();
});

test("megabits as people type them become kbit/s", () => {
  const read = (text: string) => megabits.safeParse(text).data;
  expect(read("10")).toBe(10_000);
  expect(read("1,5")).toBe(1_500);
  expect(read(" 0.256 ")).toBe(256);
  for (const nonsense of ["", "fast", "-1", "0", "Infinity"])
    expect(read(nonsense)).toBeUndefined();
});

import { expect, test } from "vitest";
import { formToObject } from "@/app/_auth/form-to-object";

test("what Postgres cannot hold never leaves the form", () => {
  const form = new FormData();
  form.append("name", "Mary\u0000 Wanjiru");
  form.append("tags[]", "\u0000a");
  expect(formToObject(form)).toEqual({ name: "Mary Wanjiru", tags: ["a"] });
});

test("a form cannot reach an object's own machinery", () => {
  const form = new FormData();
  form.append("__proto__.admin", "yes");
  form.append("constructor.prototype.admin", "yes");
  expect(formToObject(form)).toEqual({});
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

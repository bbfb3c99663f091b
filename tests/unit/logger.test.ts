import { DrizzleQueryError } from "drizzle-orm";
import pino from "pino";
import { expect, test } from "vitest";
import { loggerOptions } from "@/lib/logger";

function logged(error: unknown): string {
  const lines: string[] = [];
  const log = pino(
    { ...loggerOptions(), level: "error" },
    { write: (text: string) => lines.push(text) },
  );
  log.error({ err: error }, "it broke");
  return lines.join("");
}

test("a database error is logged with its statement and code, and without what was written", () => {
  const refused = Object.assign(new Error('duplicate key value violates unique constraint "x"'), {
    code: "23505",
    detail: "Key (phone)=(+254712345678) already exists.",
  });
  const line = logged(
    new DrizzleQueryError("insert into t values ($1, $2)", ["+254712345678", "s3cret"], refused),
  );
  expect(line).toContain("insert into t values");
  expect(line).toContain("23505");
  expect(line).not.toContain("254712345678");
  expect(line).not.toContain("s3cret");
});

test("any other error keeps its message, its code and where it came from", () => {
  const error = new Error("outer", { cause: Object.assign(new Error("inner"), { code: "E1" }) });
  const { err } = JSON.parse(logged(error));
  expect(err).toMatchObject({ message: "outer", cause: { message: "inner", code: "E1" } });
  expect(err.stack).toContain("logger.test");
  expect(JSON.parse(logged("just text")).err).toMatchObject({ message: "just text" });
});

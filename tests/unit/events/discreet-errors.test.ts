import { DrizzleQueryError } from "drizzle-orm";
import { NonRetriableError } from "inngest";
import { expect, test } from "vitest";
import { discreet } from "@/lib/events/discreet-errors";

test("a database error leaves a step with its statement and without the values or the row", () => {
  const cause = Object.assign(new Error("duplicate key"), {
    detail: "Key (phone)=(+254712345678)",
  });
  const error = new DrizzleQueryError("insert into messages", ["+254712345678"], cause);
  const left = discreet(error) as Error;
  expect(left.message).toBe("Failed query: insert into messages");
  expect(`${left.message} ${left.stack} ${JSON.stringify(left)} ${left.cause}`).not.toContain(
    "254712",
  );
});

test("an error that the SDK must recognise stays what it is", () => {
  const error = new NonRetriableError("no such attempt");
  expect(discreet(error)).toBe(error);
});

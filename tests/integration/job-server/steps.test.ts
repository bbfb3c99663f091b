import { NonRetriableError, RetryAfterError } from "inngest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { closeAll, startHarness } from "./support/harness";
import { startPostgres, type TestPostgres } from "./support/postgres";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterEach(closeAll);
afterAll(() => postgres.stop());

describe("steps", () => {
  test("runs each step once and returns the function's value", async () => {
    const ran: string[] = [];
    const { server, send, app } = await startHarness(postgres, (client) => [
      client.createFunction(
        { id: "sum", triggers: [{ event: "t/sum" }] },
        async ({ step, event }) => {
          const a = await step.run("a", () => (ran.push("a"), event.data.n + 1));
          const b = await step.run("b", () => (ran.push("b"), a * 10));
          return { a, b };
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/sum", { n: 1 }) });
    expect(run).toMatchObject({
      status: "completed",
      functionId: "app-sum",
      output: { a: 2, b: 20 },
    });
    expect(ran).toEqual(["a", "b"]);
    expect(app.calls).toHaveLength(1);
  });
});
void [NonRetriableError, RetryAfterError];

import { type FailureEventArgs, NonRetriableError } from "inngest";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, startHarness } from "./support/harness";

afterEach(closeAll);

describe("failures", () => {
  test("retry only the failed step, counting attempts from 0, and forget them once it succeeds", async () => {
    const ran: string[] = [];
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "flaky", retries: 2, triggers: [{ event: "t/flaky" }] },
        async ({ step, attempt }) => {
          await step.run("before", () => ran.push("before"));
          await step.run("flaky", () => {
            ran.push(`flaky ${attempt}`);
            if (attempt < 2) throw new Error("not yet");
          });
          await step.run("after", () => {
            ran.push(`after ${attempt}`);
            if (attempt < 2) throw new Error("not yet");
          });
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/flaky") });
    expect(run.status).toBe("completed");
    expect(ran).toEqual([
      "before",
      ...["flaky 0", "flaky 1", "flaky 2"],
      ...["after 0", "after 1", "after 2"],
    ]);
  });

  test("that outlast the retries fail the run, call onFailure once and send function.finished", async () => {
    const heard: unknown[] = [];
    let attempts = 0;
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        {
          id: "doomed",
          retries: 1,
          triggers: [{ event: "t/doomed" }],
          onFailure: ({ error, event }: FailureEventArgs) => {
            heard.push({ message: error.message, name: error.name, data: event.data });
          },
        },
        async ({ step }) => {
          await step.run("fail", () => {
            attempts++;
            throw new TypeError("no way");
          });
        },
      ),
      client.createFunction(
        { id: "finished", triggers: [{ event: "inngest/function.finished" }] },
        ({ event }) => event.data,
      ),
    ]);
    const eventId = await send("t/doomed", { n: 1 });
    const run = await server.waitForRun({ eventId });
    expect(run).toMatchObject({
      status: "failed",
      error: { name: "TypeError", message: "no way" },
    });
    expect(attempts).toBe(2);
    await server.waitForRun({ functionId: "doomed-failure" });
    const about = { function_id: "app-doomed", run_id: run.id };
    expect(heard).toMatchObject([
      { message: "no way", name: "TypeError", data: { ...about, event: { data: { n: 1 } } } },
    ]);
    const finished = await server.waitForRun({ functionId: "finished" });
    expect(finished.output).toMatchObject({ ...about, error: { message: "no way" } });
    await server.drain();
    // The runs that those events started send no such events of their own.
    expect(heard).toHaveLength(1);
  });

  test("marked as final are not retried", async () => {
    let attempts = 0;
    const { server, send } = await startHarness((client) => [
      client.createFunction({ id: "final", triggers: [{ event: "t/final" }] }, async () => {
        attempts++;
        throw new NonRetriableError("give up");
      }),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/final") });
    expect(run).toMatchObject({ status: "failed", error: { message: "give up" } });
    expect(attempts).toBe(1);
  });

  test("of a step can be caught, now and when the run is replayed", async () => {
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "catch", retries: 1, triggers: [{ event: "t/catch" }] },
        async ({ step }) => {
          const failed = step.run("fail", () => {
            throw new RangeError("too far");
          });
          const caught = await failed.catch((error: Error) => `${error.name}: ${error.message}`);
          await step.sleep("replay", "1s");
          return caught;
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/catch") });
    expect(run).toMatchObject({ status: "completed", output: "RangeError: too far" });
  });

  test("of one parallel step are retried without running the others again", async () => {
    const ran: string[] = [];
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "mixed", retries: 3, triggers: [{ event: "t/mixed" }] },
        async ({ step }) => {
          await Promise.all([
            step.run("good", () => ran.push("good")),
            step.run("bad", () => {
              if (ran.push("bad") < 4) throw new Error("again");
            }),
          ]);
          return "joined";
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/mixed") });
    expect(run.output).toBe("joined");
    expect(ran.filter((id) => id === "good")).toHaveLength(1);
    expect(ran.filter((id) => id === "bad")).toHaveLength(3);
  });

  test("outside of steps retry the function, not the steps", async () => {
    const ran: string[] = [];
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "outer", triggers: [{ event: "t/outer" }] },
        async ({ step, attempt }) => {
          await step.run("once", () => ran.push("once"));
          ran.push(`outer ${attempt}`);
          if (attempt === 0) throw new Error("outside");
          return "done";
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/outer") });
    expect(run.output).toBe("done");
    expect(ran).toEqual(["once", "outer 0", "outer 1"]);
  });

  test("that ask for a time to retry after get it, before the usual delay", async () => {
    const at: number[] = [];
    const { RetryAfterError } = await import("inngest");
    const { server, send } = await startHarness(
      (client) => [
        client.createFunction(
          { id: "later", triggers: [{ event: "t/later" }] },
          async ({ step }) => {
            await step.run("later", () => {
              if (at.push(Date.now()) === 1) throw new RetryAfterError("busy", "2s");
            });
          },
        ),
      ],
      { retryIntervalSeconds: 60 },
    );
    await server.waitForRun({ eventId: await send("t/later") });
    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(990);
    expect(second - first).toBeLessThan(20_000);
  });
});

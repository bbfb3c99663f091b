import { type FailureEventArgs, NonRetriableError, RetryAfterError } from "inngest";
import { describe, expect, test } from "vitest";
import { type Behaviour, newToken, until } from "../world";

export const failures: Behaviour = {
  functions: (client, trace) => [
    client.createFunction(
      { id: "flaky", retries: 2, triggers: [{ event: "conf/flaky" }] },
      async ({ step, event, attempt }) => {
        const { token } = event.data;
        await step.run("before", () => trace.add(token, "before"));
        await step.run("flaky", () => {
          trace.add(token, `flaky ${attempt}`);
          if (attempt < 2) throw new Error("not yet");
        });
        await step.run("after", () => {
          trace.add(token, `after ${attempt}`);
          if (attempt < 1) throw new Error("not yet");
        });
      },
    ),
    client.createFunction(
      {
        id: "doomed",
        retries: 1,
        triggers: [{ event: "conf/doomed" }],
        onFailure: ({ error, event }: FailureEventArgs) => {
          const { token } = (event.data.event as { data: { token: string } }).data;
          trace.add(token, `failure ${error.name}: ${error.message} of ${event.data.function_id}`);
        },
      },
      async ({ step, event, runId }) => {
        await step.run("fail", () => {
          trace.add(event.data.token, `attempt in ${runId}`);
          throw new TypeError("no way");
        });
      },
    ),
    client.createFunction(
      { id: "final", retries: 3, triggers: [{ event: "conf/final" }] },
      ({ event, runId }) => {
        trace.add(event.data.token, `attempt in ${runId}`);
        throw new NonRetriableError("give up");
      },
    ),
    client.createFunction(
      { id: "finished", triggers: [{ event: "inngest/function.finished" }] },
      ({ event }) => {
        const { run_id: runId, function_id: functionId, error } = event.data;
        trace.add(runId, `${error ? "failed" : "completed"} ${functionId}`);
      },
    ),
    client.createFunction(
      { id: "caught", retries: 1, triggers: [{ event: "conf/caught" }] },
      async ({ step, event }) => {
        const failed = step.run("fail", () => {
          throw new RangeError("too far");
        });
        const caught = await failed.catch((error: Error) => `${error.name}: ${error.message}`);
        await step.sleep("replay", "1s");
        await step.run("end", () => trace.add(event.data.token, `caught ${caught}`));
      },
    ),
    client.createFunction(
      { id: "later", retries: 1, triggers: [{ event: "conf/later" }] },
      async ({ step, event }) => {
        await step.run("later", () => {
          const { token } = event.data;
          trace.add(token, `at ${Date.now()}`);
          if (trace.of(token).length === 1) throw new RetryAfterError("busy", "4s");
        });
      },
    ),
  ],

  tests: (world) => {
    const send = (name: string, token: string) => world().client.send({ name, data: { token } });
    const lines = (token: string) => world().trace.of(token);

    describe("failures", () => {
      test("retry only the failed step; a step that succeeds gives the next all attempts", async () => {
        const token = newToken();
        await send("conf/flaky", token);
        await until("the last step", () => lines(token).includes("after 1"));
        expect(lines(token)).toEqual([
          ...["before", "flaky 0", "flaky 1", "flaky 2", "after 0", "after 1"],
        ]);
      });

      test("that outlast the retries call onFailure with the error and send function.finished", async () => {
        const token = newToken();
        const functionId = `${world().client.id}-doomed`;
        await send("conf/doomed", token);
        await until("onFailure is told", () => lines(token).length === 3);
        const [first, second, failure] = lines(token);
        expect(second).toBe(first);
        expect(failure).toBe(`failure TypeError: no way of ${functionId}`);
        const runId = first?.split(" ").at(-1) ?? "";
        await until("function.finished comes", () => lines(runId).length > 0);
        expect(lines(runId)).toEqual([`failed ${functionId}`]);
      });

      test("marked as final are not retried", async () => {
        const token = newToken();
        await send("conf/final", token);
        await until("the attempt", () => lines(token).length > 0);
        const runId = lines(token)[0]?.split(" ").at(-1) ?? "";
        await until("the run has ended", () => lines(runId).length > 0);
        expect(lines(runId)).toEqual([`failed ${world().client.id}-final`]);
        expect(lines(token)).toHaveLength(1);
      });

      test("of a step can be caught, also when the run is replayed", async () => {
        const token = newToken();
        await send("conf/caught", token);
        await until("it was caught", () => lines(token).includes("caught RangeError: too far"));
      });

      test("that ask for a later retry get it", async () => {
        const token = newToken();
        await send("conf/later", token);
        const times = () => lines(token).filter((line) => line.startsWith("at"));
        await until("the retry", () => times().length === 2);
        const [first = 0, second = 0] = times().map((line) => Number(line.split(" ")[1]));
        // The header holds whole seconds, so a little less than 4 s may be left of them.
        expect(second - first).toBeGreaterThanOrEqual(2_900);
      });
    });
  },
};

import { describe, expect, test } from "vitest";
import { type Behaviour, newToken, until } from "../world";

export const steps: Behaviour = {
  functions: (client, trace) => [
    ...[true, false].map((checkpointing) =>
      client.createFunction(
        {
          id: checkpointing ? "checkpointed" : "classic",
          triggers: [{ event: checkpointing ? "conf/checkpointed" : "conf/classic" }],
          checkpointing,
        },
        async ({ step, event }) => {
          const { token } = event.data;
          let sum = 0;
          for (let i = 1; i <= 3; i++) {
            sum += await step.run("same id", () => {
              trace.add(token, `step ${i}`);
              return i;
            });
          }
          await step.sleep("replay", "1s");
          await step.run("end", () => trace.add(token, `sum ${sum}`));
        },
      ),
    ),
    client.createFunction(
      { id: "parallel", triggers: [{ event: "conf/parallel" }] },
      async ({ step, event }) => {
        const { token } = event.data;
        const values = await Promise.all([
          step.run("x", () => trace.add(token, "x") && "x"),
          step.run("y", () => trace.add(token, "y") && "y"),
          step.sleep("nap", "1s").then(() => "nap"),
        ]);
        await step.run("join", () => trace.add(token, `joined ${values.join(" ")}`));
      },
    ),
    client.createFunction(
      { id: "sleep-until", triggers: [{ event: "conf/sleep-until" }] },
      async ({ step, event }) => {
        await step.sleepUntil("then", new Date(event.data.until));
        await step.run("awake", () => trace.add(event.data.token, `awake ${Date.now()}`));
      },
    ),
    client.createFunction(
      { id: "json", triggers: [{ event: "conf/json" }] },
      async ({ step, event }) => {
        const kept = await step.run("keep", () => ({
          at: new Date(0),
          none: undefined,
          text: "é😀",
        }));
        const nothing = await step.run("nothing", () => undefined);
        await step.sleep("replay", "1s");
        await step.run("end", () => {
          trace.add(event.data.token, JSON.stringify({ kept, nothing }));
        });
      },
    ),
  ],

  tests: (world) => {
    describe("steps", () => {
      test.each(["checkpointed", "classic"])(
        "of a %s function run once each, also when they share an id",
        async (name) => {
          const token = newToken();
          await world().client.send({ name: `conf/${name}`, data: { token } });
          await until("the end", () => world().trace.of(token).includes("sum 6"));
          expect(world().trace.of(token)).toEqual(["step 1", "step 2", "step 3", "sum 6"]);
        },
      );

      test("are checkpointed within one call, or are a call each if the function says so", async () => {
        // Counted over the test above, with its three steps, a sleep and an end.
        expect(world().callsOf("checkpointed")).toBeLessThan(4);
        expect(world().callsOf("classic")).toBeGreaterThanOrEqual(5);
      });

      test("in parallel run once each; then the function goes on with all their values", async () => {
        const token = newToken();
        await world().client.send({ name: "conf/parallel", data: { token } });
        await until("the join", () => world().trace.of(token).includes("joined x y nap"));
        expect([...world().trace.of(token)].sort()).toEqual(["joined x y nap", "x", "y"]);
      });

      test("sleep until a time", async () => {
        const token = newToken();
        const wakeAt = Date.now() + 2_000;
        await world().client.send({ name: "conf/sleep-until", data: { token, until: wakeAt } });
        await until("it wakes up", () => world().trace.of(token).length === 1);
        const wokeAt = Number(world().trace.of(token)[0]?.split(" ")[1]);
        expect(wokeAt).toBeGreaterThanOrEqual(wakeAt - 50);
      });

      test("keep their values as JSON does", async () => {
        const token = newToken();
        await world().client.send({ name: "conf/json", data: { token } });
        await until("the end", () => world().trace.of(token).length === 1);
        expect(JSON.parse(world().trace.of(token)[0] ?? "")).toEqual({
          kept: { at: "1970-01-01T00:00:00.000Z", text: "é😀" },
          nothing: null,
        });
      });
    });
  },
};

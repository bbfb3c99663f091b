import type { Inngest, InngestFunction } from "inngest";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, startHarness } from "./support/harness";

afterEach(closeAll);

/** A function that adds what it does to `ran`. */
function sum(client: Inngest, ran: string[], checkpointing: boolean): InngestFunction.Any {
  return client.createFunction(
    { id: "sum", triggers: [{ event: "t/sum" }], checkpointing },
    async ({ step, event }) => {
      const a = await step.run("a", () => ran.push("a") + event.data.n);
      const b = await step.run("b", () => ran.push("b") + a * 10);
      return { a, b };
    },
  );
}

describe("steps", () => {
  test("run once each, all within one call, and the function's value is the run's output", async () => {
    const ran: string[] = [];
    const { server, send, app } = await startHarness((client) => [sum(client, ran, true)]);
    const run = await server.waitForRun({ eventId: await send("t/sum", { n: 1 }) });
    expect(run).toMatchObject({
      status: "completed",
      functionId: "app-sum",
      output: { a: 2, b: 22 },
    });
    expect(ran).toEqual(["a", "b"]);
    expect(app.calls).toHaveLength(1);
  });

  test("run once each when every step is its own call", async () => {
    const ran: string[] = [];
    const { server, send, app } = await startHarness((client) => [sum(client, ran, false)]);
    const run = await server.waitForRun({ eventId: await send("t/sum", { n: 1 }) });
    expect(run.output).toEqual({ a: 2, b: 22 });
    expect(ran).toEqual(["a", "b"]);
    expect(app.calls).toHaveLength(3);
  });

  test("that share an id are told apart", async () => {
    const { server, send } = await startHarness((client) => [
      client.createFunction({ id: "loop", triggers: [{ event: "t/loop" }] }, async ({ step }) => {
        const seen: number[] = [];
        for (let i = 0; i < 3; i++) seen.push(await step.run("same", () => i));
        await step.sleep("pause", "1s");
        return seen;
      }),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/loop") });
    expect(run.output).toEqual([0, 1, 2]);
  });

  test("in parallel run once each, then the function goes on with all of them", async () => {
    const ran: string[] = [];
    const { server, send, app } = await startHarness((client) => [
      client.createFunction({ id: "par", triggers: [{ event: "t/par" }] }, async ({ step }) => {
        const three = await Promise.all(
          ["x", "y", "z"].map((id) => step.run(id, () => ran.push(id) && id)),
        );
        return step.run("join", () => ran.push("join") && three.join(""));
      }),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/par") });
    expect(run.output).toBe("xyz");
    expect(ran.sort()).toEqual(["join", "x", "y", "z"]);
    // Discovery, three planned steps, the rest.
    expect(app.calls.filter(({ stepId }) => stepId === "step")).toHaveLength(2);
    expect(app.calls.filter(({ stepId }) => stepId !== "step")).toHaveLength(3);
  });

  test("in a race let the function go on with the first, before the others and their neighbours are over", async () => {
    const at: Record<string, number> = {};
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "race", triggers: [{ event: "t/race" }] },
        async ({ step, group }) => {
          const race = group.parallel({ mode: "race" }, () =>
            Promise.race([
              step.run("quick", () => {
                at.quick = Date.now();
                return "quick";
              }),
              step.sleep("slow", "4s").then(() => "slow"),
            ]),
          );
          const winner = race.then((first: string) =>
            step.run("after", () => {
              at.after = Date.now();
              return `${first} won`;
            }),
          );
          const [text] = await Promise.all([winner, step.sleep("beside", "4s")]);
          return text;
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/race") });
    expect(run.output).toBe("quick won");
    expect((at.after ?? 0) - (at.quick ?? 0)).toBeLessThan(3_500);
    // The SDK ends a run only when the losers are over too.
    expect(Date.parse(run.endedAt ?? "") - (at.quick ?? 0)).toBeGreaterThan(3_900);
  });

  test("of a function without optimised parallelism let it go on after each of them", async () => {
    const at: Record<string, number> = {};
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "each", optimizeParallelism: false, triggers: [{ event: "t/each" }] },
        async ({ step }) => {
          const first = step.run("first", () => {
            at.first = Date.now();
          });
          const next = first.then(() =>
            step.run("next", () => {
              at.next = Date.now();
            }),
          );
          await Promise.all([next, step.sleep("long", "4s")]);
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/each") });
    expect(run.status).toBe("completed");
    expect((at.next ?? 0) - (at.first ?? 0)).toBeLessThan(3_500);
  });

  test("sleep for a duration and until a time, beside other steps too", async () => {
    const until = new Date(Date.now() + 1_500);
    const { server, send } = await startHarness((client) => [
      client.createFunction({ id: "nap", triggers: [{ event: "t/nap" }] }, async ({ step }) => {
        const from = await step.run("from", () => Date.now());
        await Promise.all([step.sleep("a second", "1s"), step.run("beside", () => 1)]);
        const afterSleep = await step.run("after sleep", () => Date.now());
        await step.sleepUntil("a time", until);
        return { sleptMs: afterSleep - from, endedAt: Date.now() };
      }),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/nap") });
    const { sleptMs, endedAt } = run.output as { sleptMs: number; endedAt: number };
    expect(sleptMs).toBeGreaterThanOrEqual(990);
    expect(endedAt).toBeGreaterThanOrEqual(until.getTime() - 5);
  });

  test("send events that start other functions", async () => {
    const { server, send } = await startHarness((client) => [
      client.createFunction({ id: "from", triggers: [{ event: "t/from" }] }, async ({ step }) => {
        const { ids } = await step.sendEvent("pass on", { name: "t/to", data: { n: 7 } });
        return ids[0];
      }),
      client.createFunction(
        { id: "to", triggers: [{ event: "t/to" }] },
        ({ event }) => event.data.n,
      ),
    ]);
    const from = await server.waitForRun({ eventId: await send("t/from") });
    const to = await server.waitForRun({ eventId: String(from.output) });
    expect(to).toMatchObject({ functionId: "app-to", output: 7 });
  });

  test("that this server cannot carry out fail the run by name", async () => {
    const { server, send } = await startHarness((client) => [
      client.createFunction({ id: "wait", triggers: [{ event: "t/wait" }] }, async ({ step }) => {
        await step.waitForEvent("payment", { event: "t/paid", timeout: "1h" });
      }),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/wait") });
    expect(run.status).toBe("failed");
    expect(run.error?.message).toMatch(/does not support.*WaitForEvent.*payment/);
  });

  test("keep any JSON value, NUL and half surrogates included", async () => {
    const odd = { nul: "a\0b", half: "x\ud800y", deep: [{ "": null }], big: 1e300, neg: -0.5 };
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "odd", triggers: [{ event: "t/odd" }] },
        async ({ step, event }) => {
          const kept = await step.run("keep", () => event.data);
          await step.sleep("replay", "1s");
          return kept;
        },
      ),
    ]);
    const run = await server.waitForRun({ eventId: await send("t/odd", odd) });
    expect(run.output).toEqual({ ...odd, half: "x\ufffdy" });
  });
});

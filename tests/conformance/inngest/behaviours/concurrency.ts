import { describe, expect, test } from "vitest";
import { type Behaviour, newToken, until } from "../world";

const inside = new Map<string, number>();
const most = new Map<string, number>();

/** Counts who is inside under a key at the same time. */
async function visit(key: string): Promise<void> {
  const now = (inside.get(key) ?? 0) + 1;
  inside.set(key, now);
  most.set(key, Math.max(now, most.get(key) ?? 0));
  await new Promise((resolve) => setTimeout(resolve, 30));
  inside.set(key, (inside.get(key) ?? 1) - 1);
}

export const concurrency: Behaviour = {
  functions: (client, trace) => [
    client.createFunction(
      {
        id: "keyed",
        concurrency: [
          { limit: 1, key: "event.data.user" },
          { limit: 3, key: "'router-' + event.data.router" },
        ],
        triggers: [{ event: "conf/keyed" }],
      },
      async ({ step, event }) => {
        const { token, user, router } = event.data;
        await step.run("visit", () => Promise.all([visit(user), visit(router)]));
        await step.run("again", () => Promise.all([visit(user), visit(router)]));
        await step.run("end", () => trace.add(token, "end"));
      },
    ),
    client.createFunction(
      { id: "sleeper", concurrency: { limit: 1 }, triggers: [{ event: "conf/sleeper" }] },
      async ({ step, event }) => {
        const { token, n } = event.data;
        await step.run("in", () => trace.add(token, `in ${n}`));
        await step.sleep("nap", "8s");
        await step.run("out", () => trace.add(token, `out ${n}`));
      },
    ),
  ],

  tests: (world) => {
    describe("concurrency", () => {
      test("with two keys: neither limit is ever passed, and every run gets its turn", async () => {
        const token = newToken();
        const data = (i: number) => ({
          token,
          user: `${token}-u${i % 6}`,
          router: `${token}-r${i % 2}`,
        });
        const batch = Array.from({ length: 24 }, (_, i) => ({ name: "conf/keyed", data: data(i) }));
        await world().client.send(batch);
        await until("24 runs", () => world().trace.of(token).length === 24);
        for (let i = 0; i < 6; i++) expect(most.get(`${token}-u${i}`)).toBe(1);
        for (let i = 0; i < 2; i++) expect(most.get(`${token}-r${i}`)).toBeLessThanOrEqual(3);
      });

      test("limits calls, not runs: one that sleeps lets the next in", async () => {
        const token = newToken();
        const batch = [1, 2].map((n) => ({ name: "conf/sleeper", data: { token, n } }));
        await world().client.send(batch);
        await until("both are through", () => world().trace.of(token).length === 4);
        const [first, second] = world().trace.of(token);
        expect([first, second].sort()).toEqual(["in 1", "in 2"]);
      });
    });
  },
};

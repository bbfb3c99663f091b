import { describe, expect, test } from "vitest";
import { type Behaviour, newToken, until } from "../world";

export const events: Behaviour = {
  functions: (client, trace) => [
    ...[
      { id: "exact", event: "conf-pay/paid.full" },
      { id: "slash-wildcard", event: "conf-pay/*" },
      { id: "dot-wildcard", event: "conf-pay/paid.*" },
      { id: "other", event: "conf-pay/paid.part" },
    ].map(({ id, event }) =>
      client.createFunction({ id, triggers: [{ event }] }, ({ event }) => {
        trace.add(event.data.token, `${id} ${event.name}`);
      }),
    ),
    client.createFunction(
      {
        id: "filtered",
        triggers: [
          {
            event: "conf/filtered",
            if: "event.data.kind == 'big' && (event.data.a == 1 || event.data.b == 'x')",
          },
        ],
      },
      ({ event }) => {
        trace.add(event.data.token, `filtered ${event.data.n}`);
      },
    ),
    client.createFunction({ id: "deduped", triggers: [{ event: "conf/deduped" }] }, ({ event }) => {
      trace.add(event.data.token, `ran ${event.id} ${Date.now()}`);
    }),
    client.createFunction(
      { id: "sender", triggers: [{ event: "conf/sender" }] },
      async ({ step, event }) => {
        const { ids } = await step.sendEvent("send", [
          { name: "conf/deduped", data: event.data },
          { name: "conf/deduped", data: event.data },
        ]);
        await step.run("sent", () => trace.add(event.data.token, `sent ${ids.length}`));
      },
    ),
  ],

  tests: (world) => {
    const send = (name: string, data: Record<string, unknown>, more = {}) =>
      world().client.send({ name, data, ...more });
    const lines = (token: string) => world().trace.of(token);

    describe("events", () => {
      test("start every function they match by name or wildcard, once each", async () => {
        const token = newToken();
        await send("conf-pay/paid.full", { token });
        await until("three functions", () => lines(token).length >= 3);
        const marker = newToken();
        await send("conf-pay/paid.part", { token: marker });
        await until("three functions", () => lines(marker).length >= 3);
        expect([...lines(token)].sort()).toEqual([
          "dot-wildcard conf-pay/paid.full",
          "exact conf-pay/paid.full",
          "slash-wildcard conf-pay/paid.full",
        ]);
      });

      test("pass a filter only if it is true", async () => {
        const token = newToken();
        await send("conf/filtered", { token, n: 1, kind: "big", a: 2, b: "y" });
        await send("conf/filtered", { token, n: 2, kind: "small", a: 1 });
        await send("conf/filtered", { token, n: 3, kind: "big", a: 1, b: "y" });
        await send("conf/filtered", { token, n: 4, kind: "big", a: 2, b: "x" });
        const mine = () => lines(token).filter((line) => line.startsWith("filtered"));
        await until("both that pass", () => mine().length >= 2);
        expect(mine().sort()).toEqual(["filtered 3", "filtered 4"]);
      });

      test("with one id start a function once", async () => {
        const token = newToken();
        const id = `id-${token}`;
        const sent = await Promise.all(
          [1, 2, 3].map(() => send("conf/deduped", { token }, { id })),
        );
        expect(sent.map(({ ids }) => ids.length)).toEqual([1, 1, 1]);
        await send("conf/deduped", { token }, { id: `other-${token}` });
        const mine = () => lines(token).filter((line) => line.startsWith("ran"));
        await until("the other one", () => mine().some((line) => line.includes("ran other-")));
        await until("the first one", () => mine().length >= 2);
        expect(mine()).toHaveLength(2);
      });

      test("with a time in the future start their run then", async () => {
        const token = newToken();
        const ts = Date.now() + 3_000;
        await send("conf/deduped", { token }, { ts });
        await until("it ran", () => lines(token).some((line) => line.startsWith("ran")));
        const ranAt = lines(token)
          .find((line) => line.startsWith("ran"))
          ?.split(" ")[2];
        expect(Number(ranAt)).toBeGreaterThanOrEqual(ts - 50);
      });

      test("sent from a step start other functions", async () => {
        const token = newToken();
        await send("conf/sender", { token });
        const ran = () => lines(token).filter((line) => line.startsWith("ran"));
        await until("both ran", () => ran().length === 2 && lines(token).includes("sent 2"));
        expect(new Set(ran()).size).toBe(2);
      });
    });
  },
};

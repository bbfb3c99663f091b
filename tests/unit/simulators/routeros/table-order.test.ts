import { describe, expect, it } from "vitest";
import { client, QUEUE, router } from "./harness";

describe("tables with an order", () => {
  async function queues() {
    const simulator = await router();
    for (const name of ["a", "b", "c"]) {
      simulator.addRow("/queue/simple", { name, target: "10.0.0.1" });
    }
    const api = await client(simulator);
    return { simulator, api, order: () => simulator.rows("/queue/simple").map((row) => row.name) };
  }

  it("place-before puts a new row in front of another, set does not know it", async () => {
    const { api, order } = await queues();
    await api.call("/queue/simple/add", "=name=d", "=target=10.0.0.2", "=place-before=*2");
    expect(order()).toEqual(["a", "d", "b", "c"]);
    expect(await api.trap("/queue/simple/set", "=.id=*1", "=place-before=*3")).toBe(
      "unknown parameter place-before",
    );
    expect(
      await api.trap("/queue/simple/add", "=name=e", "=target=10.0.0.2", "=place-before=*99"),
    ).toBe("no such item");
  });

  it("move puts rows in front of another one, or to the end without a destination it knows", async () => {
    const { api, order } = await queues();
    await api.call("/queue/simple/move", "=.id=*3", "=destination=*1");
    expect(order()).toEqual(["c", "a", "b"]);
    await api.call("/queue/simple/move", "=.id=*3,*1");
    expect(order()).toEqual(["b", "c", "a"]);
    await api.call("/queue/simple/move", "=.id=*2", "=destination=*77");
    expect(order()).toEqual(["c", "a", "b"]);
    expect(await api.trap("/queue/simple/move", "=.id=*88")).toBe("no such item");
  });

  it("the order outlives removals and snapshots, and answers to queries keep it", async () => {
    const { simulator, api, order } = await queues();
    await api.call("/queue/simple/move", "=.id=*3", "=destination=*1");
    simulator.removeRow("/queue/simple", "a");
    const other = await router();
    other.restore(JSON.parse(JSON.stringify(simulator.snapshot())));
    expect(other.rows("/queue/simple").map((row) => row.name)).toEqual(order());
    const found = await api.rows("/queue/simple/print", "?name=b", "?name=c", "?#|");
    expect(found.map(({ name }) => name)).toEqual(["c", "b"]);
  });

  it("a parent is named, shown after a rename, and left as its id when it is gone", async () => {
    const { simulator } = await queues();
    const child = simulator.addRow("/queue/simple", { ...QUEUE, name: "child", parent: "a" });
    const parent = () =>
      simulator.rows("/queue/simple").find((row) => row[".id"] === child)?.parent;
    simulator.setRow("/queue/simple", "a", { name: "A" });
    expect(parent()).toBe("A");
    simulator.removeRow("/queue/simple", "A");
    expect(parent()).toBe("*1");
  });

  it("a queue without a name gets the first free number", async () => {
    const { simulator } = await queues();
    simulator.addRow("/queue/simple", { name: "queue1", target: "10.0.0.1" });
    simulator.addRow("/queue/simple", { target: "10.0.0.1" });
    expect(simulator.rows("/queue/simple").at(-1)?.name).toBe("queue2");
  });
});

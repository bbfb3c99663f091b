import { describe, expect, it } from "vitest";
import type { Lane } from "@/lib/routeros";
import { RouterError } from "@/lib/routeros";
import { CommandWindow } from "@/lib/routeros/connection/command-window";

const settled = () => new Promise((resolve) => setImmediate(resolve));

function crowd(size: number) {
  const window = new CommandWindow(size);
  const admitted: string[] = [];
  const leave = new Map<string, () => void>();
  const enter = (name: string, lane: Lane, signal?: AbortSignal) =>
    window.enter(lane, signal).then((release) => {
      admitted.push(name);
      leave.set(name, release);
    });
  return { window, admitted, enter, leave: (name: string) => leave.get(name)?.() };
}

describe("the command window", () => {
  it("keeps two places free of bulk commands", async () => {
    const { admitted, enter } = crowd(4);
    for (const name of ["b1", "b2", "b3"]) void enter(name, "bulk");
    for (const name of ["i1", "i2", "i3"]) void enter(name, "interactive");
    await settled();
    expect(admitted).toEqual(["b1", "b2", "i1", "i2"]);
  });

  it("lets interactive commands go first when a place is free", async () => {
    const { admitted, enter, leave } = crowd(1);
    void enter("b1", "bulk");
    void enter("b2", "bulk");
    void enter("i1", "interactive");
    await settled();
    leave("b1");
    await settled();
    leave("i1");
    await settled();
    expect(admitted).toEqual(["b1", "i1", "b2"]);
  });

  it("admits nobody whose signal has been given, waiting or new", async () => {
    const { admitted, enter, leave } = crowd(1);
    const controller = new AbortController();
    void enter("i1", "interactive");
    const waiting = enter("i2", "interactive", controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted", ambiguous: false });
    await expect(enter("i3", "interactive", controller.signal)).rejects.toThrow();
    leave("i1");
    await enter("i4", "interactive");
    expect(admitted).toEqual(["i1", "i4"]);
  });

  it("refuses all who wait when the connection is gone", async () => {
    const { window, enter } = crowd(1);
    void enter("i1", "interactive");
    const waiting = [enter("i2", "interactive"), enter("b1", "bulk")];
    window.refuseAll(new RouterError("closed", "gone"));
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: "closed" });
  });
});

import { expect, test, vi } from "vitest";
import { requestOrigin } from "@/app/_auth/origin";

const PEER = "x-peer-of-this-test";
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const from = (peer: string, more: Record<string, string> = {}) => {
  Object.assign(globalThis, { ispPeerHeader: PEER });
  request.headers = new Headers({ [PEER]: peer, ...more });
  return requestOrigin();
};

test("two browsers are two sources: one that guesses passwords locks nobody else out", async () => {
  expect((await from("41.90.1.1")).sourceAddress).toBe("41.90.1.1");
  expect((await from("41.90.1.2")).sourceAddress).toBe("41.90.1.2");
});

test("a browser cannot choose its source by a header of its own", async () => {
  const { sourceAddress } = await from("41.90.1.1", { "x-forwarded-for": "10.0.0.1" });
  expect(sourceAddress).toBe("41.90.1.1");
});

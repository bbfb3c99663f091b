import { describe, expect, it } from "vitest";
import { addressOrders, matches } from "@/tests/simulators/routeros/query";

const row: Record<string, string> = {
  name: "alice",
  disabled: "false",
  profile: "p5",
  comment: "paid",
  bytes: "900",
};

/** The words as a client writes them, question mark included. */
const passes = (...words: string[]) =>
  matches(
    (name) => row[name],
    words.map((word) => word.slice(1)),
  );

describe("queries", () => {
  it.each([
    [[], true],
    [["?name"], true],
    [["?server"], false],
    [["?-server"], true],
    [["?-name"], false],
    [["?name=alice"], true],
    [["?=name=alice"], true],
    [["?name=ALICE"], false],
    [["?disabled=no"], true],
    [["?disabled=false"], true],
    [["?disabled=yes"], false],
    [["?>bytes=1000"], false],
    [["?>bytes=80"], true],
    [["?<bytes=1000"], true],
    [["?>comment="], true],
    [["?>server="], false],
    [["?server=all"], false],
    [["?name=alice", "?profile=p9"], false],
    [["?name=bob", "?profile=p5", "?#|"], true],
    [["?name=alice", "?#!"], false],
    [["?name=bob", "?#!"], true],
    [["?name=alice", "?profile=p5", "?#&"], true],
    [["?name=bob", "?name=eve", "?#|", "?profile=p5", "?#&", "?#!"], true],
    // An index in the middle copies that value to the top; at the end it replaces the stack.
    [["?name=bob", "?name=alice", "?#0"], true],
    [["?name=bob", "?name=alice", "?#1"], false],
    [["?name=alice", "?name=bob", "?#1.&!"], true],
    [["?name=alice", "?name=bob", "?#1.&"], false],
    [["?name=bob", "?#.!|"], true],
    // Below the stack there is truth without end.
    [["?name=alice", "?#&&"], true],
  ])("%j passes: %s", (words, expected) => {
    expect(passes(...words)).toBe(expected);
  });

  it.each([
    // By name of the order: does it put 10.1.2.3:443 there?
    [">at=10.1.2.3:", "<at=10.1.2.3;", { text: true, number: false, none: false }],
    [">at=10.0.0.0", "<at=9.0.0.0", { text: true, number: false, none: false }],
    [">at=9.0.0.0", "<at=11.0.0.0", { text: false, number: true, none: false }],
  ] as const)("%s %s are answered by the order that the router knows", (above, below, expected) => {
    const read = () => "10.1.2.3:443";
    for (const [order, found] of Object.entries(expected))
      expect(matches(read, [above, below], addressOrders[order as keyof typeof expected])).toBe(
        found,
      );
  });

  it("an operation that does not exist is a trap", () => {
    expect(() => passes("?name", "?#x")).toThrow("invalid query");
  });
});

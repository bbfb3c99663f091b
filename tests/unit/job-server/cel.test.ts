import { describe, expect, test } from "vitest";
import { evaluateCel } from "@/inngest/local/cel/evaluate";
import { CelSyntaxError, parseCel } from "@/inngest/local/cel/parse";

const EVENT = {
  name: "t/x",
  ts: 5,
  data: { id: "u1", n: 3, yes: true, no: false, nil: null, list: [1], deep: { a: { b: "c" } } },
};
const evaluate = (source: string) => evaluateCel(parseCel(source), EVENT);

describe("CEL", () => {
  test.each<[string, unknown]>([
    ["event.data.id", "u1"],
    ["event.data.deep.a.b", "c"],
    ["event.ts", 5],
    ["event.data.nothing", null],
    ["event.data.nothing.below", null],
    ["event.data.id.length", null],
    ["event.data.toString", null],
    ["event.data.__proto__", null],
    [`"it's" `, "it's"],
    [`'say "hi"'`, 'say "hi"'],
    [`'tab\\t quote\\' slash\\\\'`, "tab\t quote' slash\\"],
    ["-1.5", -1.5],
    ["true", true],
    ["null", null],
    ["event.data.id == 'u1'", true],
    ["event.data.n == 3", true],
    ["event.data.n == '3'", false],
    ["event.data.n != 4", true],
    ["event.data.list == event.data.list", true],
    ["event.data.nil == null", true],
    ["event.data.nothing == null", true],
    ["'router-' + event.data.id + '-x'", "router-u1-x"],
    ["event.data.n + 1", 4],
    ["event.data.id + 1", null],
    ["event.data.id + event.data.nothing", null],
    ["event.data.yes && event.data.no", false],
    ["event.data.yes || event.data.no", true],
    ["event.data.no || event.data.no && event.data.yes", false],
    ["(event.data.yes || event.data.no) && event.data.no", false],
    ["event.data.no && event.data.nothing", false],
    ["event.data.nothing || event.data.yes", true],
    ["event.data.nothing && event.data.yes", null],
    ["event.data.id && event.data.yes", null],
    ["event.data.id == 'u' + '1' && event.data.n == 3", true],
  ])("%s is %j", (source, value) => {
    expect(evaluate(source)).toEqual(value);
  });

  test.each([
    "event.data.n > 1",
    "!event.data.yes",
    "size(event.data)",
    "event.data.id.startsWith('u')",
    "event.data['id']",
    "[1, 2]",
    "event.data.n - 1",
    "event.data.yes ? 1 : 2",
    "async.data.id",
    "data.id",
    "event.",
    "event..data",
    "'open",
    "1 1",
    "(event.ts",
    "event.ts)",
    "== 1",
    "",
    "x".repeat(1001),
  ])("refuses %s", (source) => {
    expect(() => parseCel(source)).toThrow(CelSyntaxError);
  });

  test("says where it stopped", () => {
    expect(() => parseCel("event.data.a == 1 && size(event)")).toThrow(/at `size\(event\)`/);
  });
});

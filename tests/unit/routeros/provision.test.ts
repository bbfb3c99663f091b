import { isIPv4 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ourAddressTo, renderScript, type ScriptInput } from "@/lib/routeros";
import { quote } from "@/lib/routeros/provision/quote";
import { compileRouter, defaultRouterSettings, type RouterSettings } from "@/lib/sync";
import { defaultGuardSettings } from "@/lib/sync/router-settings";

const INSTALLATION = "0190a000-0000-7000-8000-000000000001";
const walled: RouterSettings = {
  ...defaultRouterSettings,
  suspension: "walled",
  guard: {
    ...defaultGuardSettings,
    payPageAddress: "10.20.0.1",
    payPageHost: "pay.example.co.ke",
  },
};
const input: ScriptInput = {
  release: "v7",
  installationId: INSTALLATION,
  routerName: "Kilimani tower",
  serverAddress: "10.20.0.1",
  transport: "tls",
  port: 8729,
  username: "isp-api",
  password: 'k7Wq$pZ"x\\m',
  resources: compileRouter(walled, { installationId: INSTALLATION, rosVersion: "7.9" }),
};

describe("the set-up script", () => {
  test.each([
    ["v7-tls", input],
    ["v6-tls", { ...input, release: "v6" as const }],
    ["v7-plain", { ...input, transport: "plain" as const, port: 8728, resources: [] }],
  ])("is, for %s, word for word what was reviewed", async (name, values) => {
    await expect(renderScript(values)).toMatchFileSnapshot(`../../golden/provision/${name}.rsc`);
  });

  test("adds nothing without having looked for it", () => {
    const lines = renderScript(input).split("\n");
    const adds = lines.flatMap((line, at) => (/^\s+\/.* add /.test(line) ? [at] : []));
    expect(adds.length).toBeGreaterThan(4);
    for (const at of adds) {
      const menu = /^\s+(\/[a-z -]+) add /.exec(lines[at] ?? "")?.[1];
      const guard = lines
        .slice(0, at)
        .findLast((line) => line.includes("do={") && line.includes("] = 0)"));
      expect(guard).toContain(`[${menu} find where `);
    }
  });

  test("opens as many blocks as it closes, each section by itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (routerName, password) => {
        const code = renderScript({ ...input, routerName, password })
          .split("\n")
          .filter((line) => !line.startsWith("#"))
          .join("\n")
          .replace(/"(?:[^"\\]|\\.)*"/gs, '""');
        let depth = 0;
        for (const letter of code) {
          if (letter === "{") depth++;
          if (letter === "}") depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(code).not.toMatch(/\$(?!others|waited)/);
      }),
    );
  });

  test("gives the API user no more than the engine needs, from one address", () => {
    const script = renderScript(input);
    expect(script).toContain('policy="api,read,write,sensitive,test"');
    expect(script).not.toMatch(/full|policy="[^"]*(reboot|ftp|ssh|,policy)/);
    expect(script).toContain('address="10.20.0.1"');
  });

  test("never turns a user of another group into ours: the operator's admin stays what it is", () => {
    const script = renderScript({ ...input, username: "admin" });
    expect(script).toMatch(
      /get \[\/user find where name="admin"\] group\] != "isp-manager"\) do=\{\s+:error/,
    );
  });
});

describe("quoting", () => {
  /** What RouterOS makes of a string constant, by its own list of escapes. */
  function evaluate(constant: string): Buffer {
    expect(constant).toMatch(/^"(?:[^"\\$?]|\\(?:[0-9A-F]{2}|[nrt"\\$?_]))*"$/);
    expect(constant).toMatch(/^[ -~]*$/);
    const named: Record<string, string> = { n: "\n", r: "\r", t: "\t", _: " " };
    const text = constant
      .slice(1, -1)
      .replace(/\\([0-9A-F]{2}|.)/g, (_, code: string) =>
        code.length === 2 ? String.fromCharCode(Number.parseInt(code, 16)) : (named[code] ?? code),
      );
    return Buffer.from(text, "latin1");
  }

  test.each([
    'a"b',
    "a\\b",
    "$x",
    "[/system reboot]",
    "a\nb",
    "what?",
    "é",
    "\\41",
    "}; /user remove 0; {",
  ])("“%s” stays a text", (text) => {
    expect(evaluate(quote(text)).toString("utf8")).toBe(text);
  });

  test("whatever is in a text, a console reads that text, in one line of plain ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(evaluate(quote(text)).equals(Buffer.from(text, "utf8"))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test("this server knows its own address on the way to a router, and admits when it does not", async () => {
  expect(await ourAddressTo("127.0.0.1")).toBe("127.0.0.1");
  expect(isIPv4((await ourAddressTo("127.0.0.2")) ?? "")).toBe(true);
  expect(await ourAddressTo("no-such-host.invalid")).toBeUndefined();
});

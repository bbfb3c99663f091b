import fc from "fast-check";
import { expect, test } from "vitest";
import { digestRow, fieldOf, isRawRow, tagOf } from "@/lib/routeros/wire/raw-row";
import { ScannedRow } from "@/lib/routeros/wire/scanned-row";
import { attributeWords, encodeSentence } from "@/lib/routeros/wire/words";

const key = fc.stringMatching(/^[a-z]{1,8}$/);
const value = fc.oneof(
  fc.string(),
  fc.constantFrom(127, 128, 300).map((n) => "x".repeat(n)),
);
const row = fc.dictionary(key, value, { maxKeys: 6 });
const raw = (fields: Record<string, string>, tag = "t1") =>
  encodeSentence(["!re", `.tag=${tag}`, ...attributeWords(fields)]).subarray(0, -1);

test("a row's digest is the same for the same words, whatever their tag, and another for others", () => {
  fc.assert(
    fc.property(row, row, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(digestRow(raw(one, "t1"))).toBe(digestRow(raw(one, "t99")));
      expect(digestRow(raw(one)) === digestRow(raw(other))).toBe(same);
    }),
  );
  expect(digestRow(raw({ a: "bc" }))).not.toBe(digestRow(raw({ ab: "c" })));
  expect(digestRow(raw({ a: "1", b: "2" }))).not.toBe(digestRow(raw({ a: "2", b: "1" })));
});

test("no two of a hundred thousand rows that differ in a digit have one digest", () => {
  const digests = new Set<number>();
  for (let n = 0; n < 100_000; n++)
    digests.add(digestRow(raw({ ".id": `*${n.toString(16)}`, name: `user${n}` })));
  expect(digests.size).toBe(100_000);
});

test("the field that is left out may change, and no other that begins like it", () => {
  const session = { name: "alice", uptime: "1m", "uptime-limit": "2h" };
  const digest = (fields: Record<string, string>) => digestRow(raw(fields), ["uptime"]);
  expect(digest({ ...session, uptime: "1d2h" })).toBe(digest(session));
  expect(digest({ ...session, "uptime-limit": "3h" })).not.toBe(digest(session));
});

test("fields, tag and the row itself are read from the words as they came", () => {
  fc.assert(
    fc.property(row, (fields) => {
      const bytes = raw({ ...fields, uptime: "1h2m" }, "t17");
      expect(isRawRow(bytes)).toBe(true);
      expect(tagOf(bytes)).toBe("t17");
      expect(fieldOf(bytes, "uptime")).toBe("1h2m");
      expect(fieldOf(bytes, "no-such-field")).toBeUndefined();
      expect(new ScannedRow(bytes, "utf-8").read()).toEqual({ ...fields, uptime: "1h2m" });
    }),
  );
  expect(isRawRow(encodeSentence(["!done", ".tag=t1"]))).toBe(false);
});

test("whatever is read of a row, some fields, one value or all of it, is the same", () => {
  fc.assert(
    fc.property(row, key, value, (fields, other, wanted) => {
      const scanned = new ScannedRow(raw({ ...fields, uptime: "1h2m" }), "utf-8");
      const whole = scanned.read();
      for (const name of [...Object.keys(fields), other]) {
        expect(scanned.read([name])[name]).toBe(whole[name]);
        // What is not ASCII is left to whoever reads it.
        const found = scanned.is(name, wanted);
        if (found === true) expect(whole[name]).toBe(wanted);
        expect(found === undefined).toBe(whole[name] === undefined);
        const value = whole[name] ?? "";
        if (/^[ -~]*$/.test(value))
          expect(scanned.is(name, value)).toBe(name in whole || undefined);
      }
    }),
  );
});

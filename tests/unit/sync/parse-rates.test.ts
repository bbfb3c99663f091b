import fc from "fast-check";
import { expect, test } from "vitest";
import { parseQueueRates, parseRateLimit, type Rates, sameRates } from "@/lib/sync";
import { queueRates, rateLimit } from "@/lib/sync/compile/rates";

test.each([
  ["10M/20M", { uploadKbps: 10_000, downloadKbps: 20_000 }],
  ["5M", { uploadKbps: 5_000, downloadKbps: 5_000 }],
  ["512k/2M", { uploadKbps: 512, downloadKbps: 2_000 }],
  ["10000000/20000000", { uploadKbps: 10_000, downloadKbps: 20_000 }],
  ["1G/1G", { uploadKbps: 1_000_000, downloadKbps: 1_000_000 }],
  ["5M/5M 0/0 0/0 0/0 5", { uploadKbps: 5_000, downloadKbps: 5_000, priority: 5 }],
  [
    "2M/4M 4M/8M 1M/3M 8/8 3",
    {
      uploadKbps: 2_000,
      downloadKbps: 4_000,
      priority: 3,
      burst: {
        uploadKbps: 4_000,
        downloadKbps: 8_000,
        thresholdUploadKbps: 1_000,
        thresholdDownloadKbps: 3_000,
        seconds: 8,
      },
    },
  ],
])("reads the rate “%s”", (raw, rates) => {
  expect(parseRateLimit(raw)).toEqual({ rates, lost: [] });
});

test.each(["", "0/0", "0", "10M/0", "fast", "10Mbps", "1.5M", "999/999", "-1/5M"])(
  "“%s” is no speed that can be sold",
  (raw) => {
    expect(parseRateLimit(raw)).toBeUndefined();
  },
);

test("what a package cannot say is named", () => {
  expect(parseRateLimit("2M/2M 4M/4M 1M/1M 8/16")?.lost).toEqual(["burst"]);
  expect(parseRateLimit("2M/2M 0/0 0/0 0/0 8 1M/1M")?.lost).toEqual(["guaranteed minimum"]);
});

const kbps = fc.integer({ min: 64, max: 10_000_000 });
const rates: fc.Arbitrary<Rates> = fc.record(
  {
    downloadKbps: kbps,
    uploadKbps: kbps,
    priority: fc.integer({ min: 1, max: 7 }),
    burst: fc.record({
      downloadKbps: kbps,
      uploadKbps: kbps,
      thresholdDownloadKbps: kbps,
      thresholdUploadKbps: kbps,
      seconds: fc.integer({ min: 1, max: 3_600 }),
    }),
  },
  { requiredKeys: ["downloadKbps", "uploadKbps"] },
);

test("every rate that we write reads back as what it was, in profiles and in queues", () => {
  fc.assert(
    fc.property(rates, (one) => {
      expect(parseRateLimit(rateLimit(one))).toEqual({ rates: one, lost: [] });
      expect(parseQueueRates(queueRates(one))).toEqual({ rates: one, lost: [] });
    }),
  );
});

test("rates are the same by what they mean, not by how they are written", () => {
  expect(sameRates("5M/5M", "5000000/5000000")).toBe(true);
  expect(sameRates("5M", "5000k/5M 0/0 0/0 0/0 8")).toBe(true);
  expect(sameRates("5M/5M", "5M/6M")).toBe(false);
  expect(sameRates("", "5M/6M")).toBe(false);
  expect(sameRates("", "")).toBe(true);
});

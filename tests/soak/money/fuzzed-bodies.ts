import fc from "fast-check";

const junk = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.json({ maxDepth: 4 }),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.constantFrom("", "null", "[]", "{}", "0", '"', '{"Body":', '{"Body":{"stkCallback":null}}'),
);

const strange = fc.oneof(
  fc.constantFrom(null, -1, 0, 1e300, 0.1, "1e5", "-5", "NaN", "١٢٣", "", [], {}, true),
  fc.string({ maxLength: 40 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
);

type Path = (string | number)[];
const STK_PATHS: Path[] = [
  ["Body"],
  ["Body", "stkCallback"],
  ["Body", "stkCallback", "MerchantRequestID"],
  ["Body", "stkCallback", "CheckoutRequestID"],
  ["Body", "stkCallback", "ResultCode"],
  ["Body", "stkCallback", "CallbackMetadata"],
  ["Body", "stkCallback", "CallbackMetadata", "Item"],
  ["Body", "stkCallback", "CallbackMetadata", "Item", 0, "Value"],
  ["Body", "stkCallback", "CallbackMetadata", "Item", 1, "Value"],
  ["Body", "stkCallback", "CallbackMetadata", "Item", 1, "Name"],
];

/** A callback as M-Pesa writes it, of an attempt that nobody has paid. */
export const stkBody = (checkoutRequestId: string, shillings: number) => ({
  Body: {
    stkCallback: {
      MerchantRequestID: "29115-34620561-1",
      CheckoutRequestID: checkoutRequestId,
      ResultCode: 0,
      ResultDesc: "The service request is processed successfully.",
      CallbackMetadata: {
        Item: [
          { Name: "Amount", Value: shillings },
          { Name: "MpesaReceiptNumber", Value: "FORGED0001" },
          { Name: "PhoneNumber", Value: 254712345678 },
        ],
      },
    },
  },
});

/** Such a body with one of its parts replaced by something strange, cut off, or with a byte changed. */
const mutated = (whole: object): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...STK_PATHS), strange)
      .map(([path, value]) => JSON.stringify(replaced(whole, path, value))),
    fc.nat(600).map((length) => JSON.stringify(whole).slice(0, length)),
    fc.tuple(fc.nat(600), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(JSON.stringify(whole));
      bytes[at % bytes.length] = byte;
      return bytes.toString("latin1");
    }),
  );

function replaced(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(whole) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

/** So many bodies of all these kinds, the same ones for the same seed. */
export const writeBodies = (whole: object, count: number, seed: number): string[] =>
  fc.sample(fc.oneof({ weight: 1, arbitrary: junk }, { weight: 3, arbitrary: mutated(whole) }), {
    numRuns: count,
    seed,
  });

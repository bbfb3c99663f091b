import { describe, expect, test } from "vitest";
import { allowanceOf, type BoughtTime } from "@/lib/billing";

const day = (n: number) => new Date(Date.UTC(2026, 5, 1 + n));
const cap = { bytes: 100, seconds: null };

/** Ten days from then, one period of 100 bytes. */
const bought = (id: string, from: number, rest: Partial<BoughtTime> = {}): BoughtTime => ({
  id,
  carriesId: null,
  periods: 1,
  startsAt: day(from),
  endsAt: day(from + 10),
  endedAt: null,
  kept: false,
  bytes: 100,
  seconds: null,
  ...rest,
});

describe("what a capped package allows", () => {
  const cases: [string, BoughtTime[], ReturnType<typeof allowanceOf>][] = [
    ["nothing bought is no allowance", [], undefined],
    ["one period is one cap", [bought("a", 0)], { epoch: "a", bytes: 100 }],
    [
      "three periods at once are three",
      [bought("a", 0, { periods: 3 })],
      { epoch: "a", bytes: 300 },
    ],
    [
      "a period that follows adds its cap, whenever it was paid for",
      [bought("b", 10), bought("a", 0)],
      { epoch: "a", bytes: 200 },
    ],
    ["after a gap it begins anew", [bought("a", 0), bought("b", 11)], { epoch: "b", bytes: 100 }],
    [
      "each purchase brings the cap of its own package",
      [bought("a", 0), bought("b", 10, { bytes: 500 })],
      { epoch: "a", bytes: 600 },
    ],
    [
      "what was taken back before it began brings nothing",
      [bought("a", 0), bought("b", 10, { endedAt: day(10) })],
      { epoch: "a", bytes: 100 },
    ],
    [
      "begun periods of a purchase that was taken back count whole",
      [bought("a", 0, { periods: 2, endedAt: day(6) })],
      { epoch: "a", bytes: 200 },
    ],
    [
      "a change of package ends one allowance and begins another",
      [bought("a", 0, { endedAt: day(4) }), bought("b", 5, { bytes: 500 })],
      { epoch: "b", bytes: 500 },
    ],
    [
      "time that runs on after a pause brings nothing again",
      [
        bought("a", 0, { endedAt: day(4) }),
        bought("r", 20, { carriesId: "a", periods: 0, endsAt: day(26) }),
      ],
      { epoch: "a", bytes: 100 },
    ],
    [
      "what is bought during a pause, or after it, joins what the pause kept",
      [
        bought("a", 0, { endedAt: day(4), kept: true }),
        bought("b", 15, { endedAt: day(4), kept: true }),
      ],
      { epoch: "a", bytes: 200 },
    ],
    [
      "time taken over from elsewhere, for which nothing was sold, brings nothing",
      [bought("r", 0, { periods: 0 })],
      undefined,
    ],
  ];

  test.each(cases)("%s", (_, times, expected) => {
    expect(allowanceOf(times, cap)).toEqual(expected);
    expect(allowanceOf([...times].reverse(), cap)).toEqual(expected);
  });

  test("where a purchase's package had no cap, the present one counts", () => {
    const times = [bought("a", 0, { bytes: null }), bought("b", 10)];
    expect(allowanceOf(times, { bytes: 100, seconds: 60 })).toEqual({
      epoch: "a",
      bytes: 200,
      seconds: 120,
    });
  });
});

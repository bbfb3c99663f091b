import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStatementCsv } from "@/lib/mpesa";

const HEADINGS =
  "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.";
const PAID =
  'UF1AB2CD3E,01-06-2026 09:30:41,01-06-2026 09:30:40,Pay Bill from 2547****678 - JANE DOE Acc. 10234,Completed,"1,500.00",,"26,500.00",true,Pay Bill Online,2547****678 - JANE DOE,,10234';
const REVERSED =
  'UF1AB2CD4F,01-06-2026 10:00:00,01-06-2026 10:00:00,Pay Bill Reversal,Completed,,"-1,500.00","25,000.00",true,Pay Bill Reversal,2547****678 - JANE DOE,UF1AB2CD3E,10234';

const file = (...rows: string[]) => [HEADINGS, ...rows].join("\r\n");
const sentences = (text: string) => parseStatementCsv(text).problems.map((one) => one.sentence);

test("money in is read to the cent, with its time in East Africa", () => {
  const { rows, problems } = parseStatementCsv(file(PAID));
  expect(problems).toEqual([]);
  expect(rows).toEqual([
    {
      line: 2,
      receipt: "UF1AB2CD3E",
      completedAt: new Date("2026-06-01T06:30:41Z"),
      status: "Completed",
      completed: true,
      direction: "in",
      amountCents: 150_000,
      balanceCents: 2_650_000,
      details: "Pay Bill from 2547****678 - JANE DOE Acc. 10234",
      reasonType: "Pay Bill Online",
      otherParty: { number: "2547****678", name: "JANE DOE" },
      linkedReceipt: undefined,
      accountReference: "10234",
    },
  ]);
});

test.each(["01-06-2026 09:30", "2026-06-01 09:30:00", "2026-06-01T09:30"])(
  "a completion time may be written %s",
  (time) => {
    const [row] = parseStatementCsv(file(PAID.replace("01-06-2026 09:30:41", time))).rows;
    expect(row?.completedAt).toEqual(new Date("2026-06-01T06:30:00Z"));
  },
);

test("money out is positive and names what it takes back, with a minus or without", () => {
  for (const row of [REVERSED, REVERSED.replace('"-1,500.00"', "1500")])
    expect(parseStatementCsv(file(row)).rows).toMatchObject([
      { direction: "out", amountCents: 150_000, linkedReceipt: "UF1AB2CD3E" },
    ]);
});

describe("the file may be", () => {
  test("headed by lines about the account, which name the shortcode", () => {
    const preamble = [
      "\uFEFFAccount Holder:,SAVANNA NET",
      "Short Code:,600984",
      "Time Period:,From 01-06-2026 To 02-06-2026",
      "",
    ];
    const parsed = parseStatementCsv([...preamble, HEADINGS, PAID].join("\n"));
    expect(parsed).toMatchObject({ shortcode: "600984", rows: [{ line: 6 }], problems: [] });
  });

  test("of columns in another order, with more of them, separated by semicolons or tabs", () => {
    for (const delimiter of [";", "\t"]) {
      const text = [
        ["Currency", "Paid In", "Withdrawn", "RECEIPT NO", "Transaction Status", "Completion Time"],
        ["KES", "1,500.00", "", "UF1AB2CD3E", "Completed", "2026-06-01 09:30:41"],
      ];
      const { rows } = parseStatementCsv(text.map((cells) => cells.join(delimiter)).join("\n"));
      expect(rows).toMatchObject([{ receipt: "UF1AB2CD3E", amountCents: 150_000 }]);
    }
  });

  test("followed by empty lines", () => {
    expect(parseStatementCsv(`${file(PAID)}\r\n,,,,,,,,,,,,\r\n\r\n`)).toMatchObject({
      rows: [{ line: 2 }],
      problems: [],
    });
  });
});

test("a transaction that did not complete is listed as such", () => {
  const [row] = parseStatementCsv(file(PAID.replace("Completed", "Declined"))).rows;
  expect(row).toMatchObject({ status: "Declined", completed: false });
});

test.each([
  ["a receipt that is none", PAID.replace("UF1AB2CD3E", "UF1"), '"UF1" is not an M-Pesa receipt'],
  ["no receipt", PAID.replace("UF1AB2CD3E", ""), "An empty cell is not an M-Pesa receipt"],
  ["a day that is none", PAID.replace("01-06", "31-06"), '"31-06-2026 09:30:41" is not a'],
  ["a date of a spreadsheet", PAID.replace("01-06-2026 09:30:41", "6/1/2026 9:30"), "spreadsheet"],
  ["no amount", PAID.replace('"1,500.00"', ""), "neither Paid In nor Withdrawn"],
  ["zero", PAID.replace('"1,500.00"', "0.00"), "neither Paid In nor Withdrawn"],
  ["two amounts", PAID.replace('"1,500.00",', "5,5"), "both Paid In and Withdrawn"],
  ["parts of a cent", PAID.replace("1,500.00", "1.005"), '"1.005" is not an amount'],
  ["a minus on money in", PAID.replace("1,500.00", "-1,500.00"), '"-1,500.00" is not an amount'],
  ["commas elsewhere", PAID.replace("1,500.00", "15,00.00"), '"15,00.00" is not an amount'],
  ["words for money", PAID.replace("1,500.00", "KES 1500"), '"KES 1500" is not an amount'],
  ["no status", PAID.replace("Completed", ""), "status is missing"],
  ["too few cells", "UF1AB2CD3E,01-06-2026 09:30:41", "neither Paid In nor Withdrawn"],
  ["an open quotation mark", `"${PAID.replaceAll('"', "")}`, "quotation mark"],
])("%s costs its own line, in a sentence with the number", (_, bad, words) => {
  const { rows, problems } = parseStatementCsv(file(PAID, bad, REVERSED));
  expect(rows.map((row) => row.line)).toEqual([2, 4]);
  expect(problems).toEqual([{ line: 3, sentence: expect.stringMatching(/^Line 3: .+\.$/) }]);
  expect(problems[0]?.sentence).toContain(words);
});

test.each([
  ["", "Line 1: the file is empty."],
  ["PK\u0003\u0004…", "Line 1: this is not a CSV file."],
  ["Name,Phone\nJane,0712345678", 'Line 1: there is no line of headings with "Receipt No.".'],
  [
    "Receipt No.,Completion Time,Withdrawn",
    'the column "Transaction Status", "Paid In" is missing',
  ],
  [HEADINGS, "Line 1: there are no transactions below the headings."],
])("a file %j is refused in a sentence", (text, words) => {
  expect(parseStatementCsv(text).rows).toEqual([]);
  expect(sentences(text).join()).toContain(words);
});

test("whatever the text, reading it never throws and every line below the headings is accounted for", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('"', ",", "UF1AB2CD3E", "1,500.00", "Completed", "01-06-2026 09:30:41"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 14 }), { maxLength: 8 }), (table) => {
      const lines = table.map((cells) => cells.join(",").replace(/[\r\n\0]/g, ""));
      const { rows, problems } = parseStatementCsv(file(...lines));
      const told = [...rows, ...problems].map((one) => one.line).sort((a, b) => a - b);
      const wanted = lines.flatMap((line, i) => (/[^,\s"]/.test(line) ? [i + 2] : []));
      expect(told).toEqual(expect.arrayContaining(wanted));
      expect(new Set(told).size).toBe(told.length);
    }),
  );
});

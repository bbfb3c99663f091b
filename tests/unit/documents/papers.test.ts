import { expect, test } from "vitest";
import { type Paper, renderPdf, toCsv } from "@/lib/documents";
import { taxRows } from "@/services/documents/tax-table";
import { pdfPages, pdfText } from "@/tests/support/pdf-text";

const paper = (values: Partial<Paper> = {}): Paper => ({
  title: "Bill 2026-000017",
  dated: new Date("2026-06-01T06:30:00Z"),
  letterhead: {
    name: "Savanna Net Ltd",
    lines: ["Ngong Road, Nairobi", "KRA PIN P051234567X · CA licence ASP-0042"],
    footer: "Terms at savanna.example",
  },
  party: ["Wanjikũ Ng’ang’a", "Account 23456789"],
  facts: [{ label: "Issued", value: "1 Jun 2026" }],
  tables: [
    {
      columns: [
        { header: "Description", wide: true },
        { header: "Amount", align: "right" },
      ],
      rows: [["Home 10 Mbps", "KES 2,500"]],
      totals: [["Total", "KES 2,500"]],
    },
  ],
  notes: ["Paybill 174379, account 23456789."],
  ...values,
});

test("a PDF says what its paper says, letterhead and footer included", async () => {
  const text = await pdfText(await renderPdf(paper({ stamp: "PAID" })));
  for (const words of [
    "Savanna Net Ltd",
    "Ngong Road, Nairobi",
    "KRA PIN P051234567X · CA licence ASP-0042",
    "Bill 2026-000017",
    "PAID",
    "Wanjikũ Ng’ang’a",
    "Home 10 Mbps",
    "KES 2,500",
    "Paybill 174379, account 23456789.",
    "Terms at savanna.example",
    "Page 1 of 1",
  ])
    expect(text).toContain(words);
});

test("the same paper gives the same bytes, another one others", async () => {
  const qr = { text: "https://isp.example/portal", caption: "Scan to pay online" };
  const first = await renderPdf(paper({ qr }));
  expect(await renderPdf(paper({ qr }))).toEqual(first);
  expect(await renderPdf(paper({ qr: { ...qr, text: "https://isp.example/other" } }))).not.toEqual(
    first,
  );
});

test("a table longer than a page goes on under repeated headings, and no row is lost", async () => {
  const rows = Array.from({ length: 200 }, (_, index) => [`Row number ${index}.`, "KES 1"]);
  const pages = await pdfPages(
    await renderPdf(
      paper({
        tables: [{ columns: [{ header: "Heading A", wide: true }, { header: "B" }], rows }],
      }),
    ),
  );
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(page).toContain("Heading A");
  const text = pages.join("\n");
  for (let index = 0; index < rows.length; index++) expect(text).toContain(`Row number ${index}.`);
  expect(text).toContain(`Page ${pages.length} of ${pages.length}`);
});

test("a customer's name cannot make the document fetch or read anything", async () => {
  const text = await pdfText(
    await renderPdf(paper({ party: ["file:///etc/passwd", "http://127.0.0.1:1/x.png"] })),
  );
  expect(text).toContain("file:///etc/passwd");
});

test("CSV keeps amounts numbers, and makes formulas harmless", () => {
  const csv = toCsv(
    ["What", "In"],
    [
      ['=HYPERLINK("http://x")', { cents: -150_050 }],
      ["Ng’ang’a, J", null],
    ],
  );
  expect(csv).toBe('\ufeffWhat,In\r\n"\'=HYPERLINK(""http://x"")",-1500.5\r\n"Ng’ang’a, J",\r\n');
});

test("VAT is shown on net and excise, each tax only on the lines that carry it", () => {
  const internet = { netCents: 100_000, exciseCents: 15_000, vatCents: 18_400 };
  const fee = { netCents: 50_000, exciseCents: 0, vatCents: 8_000 };
  expect(taxRows([internet, fee], { vat: 1600, excise: 1500 })).toEqual([
    { label: "Excise 15 %", baseCents: 100_000, taxCents: 15_000 },
    { label: "VAT 16 %", baseCents: 165_000, taxCents: 26_400 },
  ]);
  expect(taxRows([{ netCents: 1, exciseCents: 0, vatCents: 0 }], { vat: 0, excise: 0 })).toEqual(
    [],
  );
});

import type { Column, Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces";
import type { Paper, PaperTable } from "./paper";

const MUTED = "#5c6570";
const LINE = "#d5dae0";
const MARGIN = 48;

/** The page that a paper becomes: letterhead, facts, tables with repeated heads, notes, page numbers. */
export function layOut(paper: Paper): TDocumentDefinitions {
  const { letterhead, title, dated, stamp } = paper;
  return {
    info: { title, author: letterhead.name, creationDate: dated, modDate: dated },
    pageSize: "A4",
    pageMargins: [MARGIN, MARGIN, MARGIN, 64],
    defaultStyle: { font: "Roboto", fontSize: 9.5, lineHeight: 1.2 },
    content: [
      head(paper),
      {
        columns: [
          { text: title, fontSize: 17, bold: true },
          stamp ? { text: stamp, bold: true, fontSize: 13, alignment: "right", width: "auto" } : "",
        ],
        margin: [0, 22, 0, 12],
      },
      parties(paper),
      ...paper.tables.flatMap(table),
      ...closing(paper),
    ],
    footer: (page, pages) => ({
      margin: [MARGIN, 14, MARGIN, 0],
      fontSize: 8,
      color: MUTED,
      columns: [
        { text: letterhead.footer },
        { text: `Page ${page} of ${pages}`, alignment: "right", width: 80 },
      ],
    }),
  };
}

function head({ letterhead }: Paper): Content {
  return {
    stack: [
      { text: letterhead.name, fontSize: 13, bold: true },
      ...letterhead.lines.map((text) => ({ text, color: MUTED, fontSize: 8.5 })),
    ],
  };
}

function parties({ party, facts }: Paper): Content {
  const [name = "", ...rest] = party ?? [];
  return {
    columns: [
      { stack: [{ text: name, bold: true }, ...rest.map((text) => ({ text, color: MUTED }))] },
      {
        width: "auto",
        layout: "noBorders",
        table: {
          body: facts.map(({ label, value }): TableCell[] => [
            { text: label, color: MUTED },
            { text: value, alignment: "right" },
          ]),
        },
      },
    ],
    margin: [0, 0, 0, 10],
  };
}

function table({ heading, columns, rows, totals, empty }: PaperTable): Content[] {
  const line = (cells: string[], bold = false): TableCell[] =>
    columns.map((column, index) => ({
      text: cells[index] ?? "",
      bold,
      alignment: column.align ?? "left",
    }));
  const headers = columns.map(
    (column): TableCell => ({
      text: column.header,
      color: MUTED,
      fontSize: 8.5,
      alignment: column.align ?? "left",
    }),
  );
  const none = rows.length === 0 && empty;
  const title: Content[] = heading ? [{ text: heading, bold: true, margin: [0, 12, 0, 0] }] : [];
  return [
    ...title,
    {
      margin: [0, 6, 0, 6],
      layout: {
        hLineWidth: (index) => (index === 0 ? 0 : 0.6),
        vLineWidth: () => 0,
        hLineColor: () => LINE,
        paddingLeft: (index) => (index === 0 ? 0 : 6),
        paddingRight: (index, node) => (index === (node.table.widths?.length ?? 0) - 1 ? 0 : 6),
        paddingTop: () => 4,
        paddingBottom: () => 4,
      },
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: columns.map((column) => (column.wide ? "*" : "auto")),
        body: [
          headers,
          ...rows.map((cells) => line(cells)),
          ...(none ? [line([none])] : []),
          ...(totals ?? []).map((cells) => line(cells, true)),
        ],
      },
    },
  ];
}

function closing({ notes, qr }: Paper): Content[] {
  if (notes.length === 0 && !qr) return [];
  const words: Content = { stack: notes.map((text) => ({ text, margin: [0, 0, 0, 3] })) };
  if (!qr) return [{ ...words, margin: [0, 12, 0, 0] }];
  const code: Column = {
    width: 110,
    stack: [
      { qr: qr.text, fit: 88, alignment: "right" },
      { text: qr.caption, fontSize: 8, color: MUTED, alignment: "right", margin: [0, 4, 0, 0] },
    ],
  };
  return [{ columns: [words, code], columnGap: 16, margin: [0, 14, 0, 0], unbreakable: true }];
}

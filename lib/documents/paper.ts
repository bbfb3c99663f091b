/** Who stands at the head of a document. */
export interface Letterhead {
  name: string;
  /** Address, phone, email, PIN, licence: one line each. */
  lines: string[];
  footer: string;
}

export interface PaperColumn {
  header: string;
  align?: "right";
  /** Takes what the other columns leave. */
  wide?: true;
}

export interface PaperTable {
  heading?: string;
  columns: PaperColumn[];
  rows: string[][];
  /** Below a line, in bold: one cell for each column. */
  totals?: string[][];
  /** Instead of rows when there are none. */
  empty?: string;
}

/** A document ready to be printed: words only, everything formatted. Equal papers print equal bytes. */
export interface Paper {
  title: string;
  /** The document's own time: it is also the file's. */
  dated: Date;
  letterhead: Letterhead;
  /** Whom it is for. */
  party?: string[];
  facts: { label: string; value: string }[];
  /** A word across the head: PAID, VOID, REVERSED. */
  stamp?: string;
  tables: PaperTable[];
  notes: string[];
  qr?: { text: string; caption: string };
}

import { parse } from "csv-parse/sync";

export type Line = { cells: string[] } | { broken: string };

/** The cells of one line, trimmed; or a sentence on why it has none. */
export function splitLine(text: string, delimiter: string): Line {
  try {
    const options = { delimiter, relax_column_count: true, relax_quotes: true, trim: true };
    const [cells = []] = parse(text, options);
    return { cells };
  } catch {
    return { broken: "a quotation mark is not closed." };
  }
}

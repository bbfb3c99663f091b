export type { Letterhead, Paper, PaperColumn, PaperTable } from "./paper";
export { renderPdf } from "./render-pdf";
export { type CsvCell, toCsv } from "./to-csv";

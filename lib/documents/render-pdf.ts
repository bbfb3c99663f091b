import * as library from "pdfmake";
import roboto from "pdfmake/fonts/Roboto.js";
import { layOut } from "./lay-out";
import type { Paper } from "./paper";

// A CommonJS module whose whole export is one object with methods; its types speak of named exports.
const pdfmake = (library as unknown as { default: typeof library }).default;
let ready = false;

/** The library's own font files are embedded: Latin with all its accents, Greek, Cyrillic. */
function setUp() {
  const files = new Set(Object.values(roboto.Roboto));
  pdfmake.setFonts(roboto);
  // A document is words: nothing in it may make this process fetch or read anything else.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => files.has(path));
  ready = true;
}

/** A paper as PDF, A4. The same paper gives the same bytes. */
export async function renderPdf(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  if (!ready) setUp();
  return new Uint8Array(await pdfmake.createPdf(layOut(paper)).getBuffer());
}

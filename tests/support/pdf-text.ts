import { extractText, getDocumentProxy } from "unpdf";

/** What a reader of the PDF sees, page by page. */
export async function pdfPages(pdf: Uint8Array): Promise<string[]> {
  // The reader takes the bytes away from whoever gave them.
  const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: false });
  return text;
}

export const pdfText = async (pdf: Uint8Array): Promise<string> => (await pdfPages(pdf)).join("\n");

import type { RouterPort, Row } from "../port";

/** The one row of a small menu; empty when there is none. Throws RouterError. */
export async function firstRow(router: RouterPort, path: string, proplist: string[]): Promise<Row> {
  const [row] = await router.print(path, { proplist, deadlineMs: 15_000 });
  return row ?? {};
}

import type { ObservedRow, ObserveOptions, ObserveRouterInput, RouterPort } from "../port";
import { readTables } from "./read-tables";
import { toObservedRow } from "./to-observed-row";

/**
 * Everything that plans speak about, one print per table. A print is believed only if it ends without trap and
 * `count-only` gives as many rows. Menus of packages that the router lacks are empty. Throws RouterError; `protocol` if
 * a table never adds up.
 */
export async function observeRouter(
  router: RouterPort,
  input: ObserveRouterInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const rows = await readTables(input, options, async ({ kind, path, readAt, print }) => {
    const printed = await print((how) => router.print(path, how), router);
    return printed.map((row) => toObservedRow(kind, row, input.tag, readAt));
  });
  return rows.flat();
}

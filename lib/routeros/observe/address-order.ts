import type { ConnectionInfo, RouterPort } from "../port";
import { tables } from "../tables";

const proved = new WeakMap<ConnectionInfo, boolean>();

/**
 * Whether this router's queries compare addresses as text, as far as it is known. MikroTik documents `<` and `>` (ROS
 * manual, API, "Queries") without saying how; they are recommended for addresses (github.com/BenMenking/routeros-api
 * issue 74) and used on open connections (EvilFreelancer/routeros-api-php issue 30), but nobody reports a measurement. So
 * each router proves it, and again on each connection: none outlives a restart, so none outlives another release.
 */
export const comparesAsText = (router: RouterPort): boolean | undefined => proved.get(router.info);

/** What a query has found that nothing but text order finds. */
export function noteTextOrder(router: RouterPort): void {
  proved.set(router.info, true);
}

/** Nearly every address lies between these two as text, and none does as a number. */
const TEXT_ALONE = [">src-address=10.0.0.0:", "<src-address=9.0.0.0;"];

/** Has the router prove it by its open connections; undefined when it has none to prove it by. Throws RouterError. */
export async function proveTextOrder(router: RouterPort): Promise<boolean | undefined> {
  const { path } = tables.connection;
  const asText = (await router.count(path, TEXT_ALONE)) > 0;
  if (!asText && (await router.count(path)) === 0) return undefined;
  proved.set(router.info, asText);
  return asText;
}

import { isRouterError } from "../errors";
import { observeConnections } from "../observe/observe-connections";
import type { Applied, RouterPort } from "../port";
import { tables } from "../tables";
import { removeById } from "./delete-row";

const ROWS_PER_COMMAND = 100;

/** Ends what this address has open at this moment. Connections end by themselves too, which is as good. */
export async function endConnections(router: RouterPort, address: string): Promise<Applied> {
  const rows = await observeConnections(router, [address]);
  const found = rows.map((row) => row.rowId);
  await removeConnections(router, found);
  return { outcome: found.length > 0 ? "kicked" : "already", found };
}

/** By the hundred; where one of them is gone already, one by one. */
export async function removeConnections(router: RouterPort, ids: readonly string[]): Promise<void> {
  const command = `${tables.connection.path}/remove`;
  for (let at = 0; at < ids.length; at += ROWS_PER_COMMAND) {
    const some = ids.slice(at, at + ROWS_PER_COMMAND);
    try {
      await router.run(command, { ".id": some.join(",") });
    } catch (error) {
      if (!isRouterError(error, "no_such_item")) throw error;
      for (const id of some) await removeById(router, command, id);
    }
  }
}

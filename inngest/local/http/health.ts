import { countQueue } from "../store/runs";
import type { HttpDeps } from "./server";

export interface Health {
  ok: boolean;
  app: { ready: boolean; error: string | null; functions: number };
  database: { ok: boolean };
  queue: { total: number; due: number; leased: number };
  calls: number;
}

/** `ok` when the app is registered as it stands and the database answers. */
export async function readHealth(deps: HttpDeps): Promise<Health> {
  const queue = await countQueue(deps.pool).catch(() => undefined);
  const { isReady, lastError } = deps.link;
  return {
    ok: isReady && lastError === null && queue !== undefined,
    app: { ready: isReady, error: lastError, functions: deps.registry.list().length },
    database: { ok: queue !== undefined },
    queue: queue ?? { total: 0, due: 0, leased: 0 },
    calls: deps.inFlight(),
  };
}

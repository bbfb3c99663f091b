import pg from "pg";

/**
 * A client that sends a statement when the one before it has been answered: verbs that share a transaction speak at
 * the same time, and pg will no longer queue for them.
 */
export class SerialClient extends pg.Client {
  #last: Promise<unknown> = Promise.resolve();

  // pg's overloads all come down to (text or config, values, callback); only drizzle's form waits its turn.
  override query(...args: unknown[]): never {
    const send = () => Reflect.apply(super.query, this, args) as Promise<unknown>;
    if (!isStatement(args[0])) return send() as never;
    const answer = this.#last.then(send);
    this.#last = answer.catch(() => undefined);
    return answer as never;
  }
}

export const isStatement = (config: unknown): config is pg.QueryConfig =>
  typeof config === "object" && config !== null && "text" in config;

import { RouterError } from "../errors";
import type {
  ConnectionInfo,
  Lane,
  PrintOptions,
  Reply,
  RouterConnection,
  RouterPort,
  Row,
  RunOptions,
  Words,
} from "../port";
import { MAX_WORD_BYTES } from "../wire/length";
import { attributeWords, parseAttributes } from "../wire/words";
import type { LiveConnection } from "./live-connection";

const commandPattern = /^(\/[a-z0-9-]+)+$/;
const secretField = /password|secret|response|passphrase|private-key/;

/** The port's methods over a live connection, in one lane. Holds no secret itself. */
class LaneView implements RouterPort {
  readonly info: ConnectionInfo;
  readonly #live: LiveConnection;
  readonly #lane: Lane;
  readonly #signal?: AbortSignal;

  constructor(live: LiveConnection, info: ConnectionInfo, lane: Lane, signal?: AbortSignal) {
    this.#live = live;
    this.#lane = lane;
    this.#signal = signal;
    this.info = info;
  }

  get closed(): boolean {
    return this.#live.closed;
  }

  run(command: string, words: Words = [], options: RunOptions = {}): Promise<Reply> {
    return this.#execute([command, ...attributeWords(words)], options);
  }

  async print(path: string, options: PrintOptions): Promise<Row[]> {
    const proplist = `=.proplist=${options.proplist.join(",")}`;
    const words = [`${path}/print`, proplist, ...queryWords(options.query)];
    return (await this.#execute(words, options)).rows;
  }

  async count(path: string, query?: readonly string[], options: RunOptions = {}): Promise<number> {
    const words = [`${path}/print`, "=count-only=", ...queryWords(query)];
    const { ret } = await this.#execute(words, options);
    const count = /^\d+$/.test(ret ?? "") ? Number(ret) : Number.NaN;
    if (Number.isSafeInteger(count)) return count;
    throw new RouterError("protocol", `The router gave no number of rows in ${path}.`);
  }

  async #execute(words: string[], options: RunOptions): Promise<Reply> {
    checkWords(words);
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined);
    return this.#live.execute({
      words,
      lane: this.#lane,
      deadlineMs: options.deadlineMs,
      signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
      secrets: secretValues(words),
    });
  }
}

/** A signed-in router. */
export class RoutedConnection extends LaneView implements RouterConnection {
  readonly #live: LiveConnection;

  constructor(live: LiveConnection, info: ConnectionInfo) {
    super(live, info, "interactive");
    this.#live = live;
  }

  view(lane: Lane, signal?: AbortSignal): RouterPort {
    return new LaneView(this.#live, this.info, lane, signal);
  }

  close(): Promise<void> {
    return this.#live.close(new RouterError("closed", "The connection was closed on our side."));
  }
}

const queryWords = (query: readonly string[] = []) => query.map((word) => `?${word}`);

function secretValues(words: readonly string[]): string[] {
  const fields = Object.entries(parseAttributes(words));
  return fields.filter(([key]) => secretField.test(key)).map(([, value]) => value);
}

function checkWords(words: readonly string[]): void {
  const [command = ""] = words;
  if (!commandPattern.test(command)) {
    throw new RouterError("invalid_value", `This is not a command: ${command.slice(0, 60)}`);
  }
  if (words.some((word) => Buffer.byteLength(word) > MAX_WORD_BYTES)) {
    throw new RouterError("invalid_value", `A value for ${command} is too long to send.`);
  }
}

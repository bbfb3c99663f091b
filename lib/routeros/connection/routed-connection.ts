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
import type { RawRow } from "../wire/raw-row";
import { ScannedRow } from "../wire/scanned-row";
import type { FallbackEncoding } from "../wire/text";
import { attributeWords, parseAttributes } from "../wire/words";
import type { CommandRequest, LiveConnection } from "./live-connection";

const commandPattern = /^(\/[a-z0-9-]+)+$/;
const secretField = /password|secret|response|passphrase|private-key/;

interface Identity {
  info: ConnectionInfo;
  encoding: FallbackEncoding;
}

/** The port's methods over a live connection, in one lane. Holds no secret itself. */
class LaneView implements RouterPort {
  readonly info: ConnectionInfo;
  readonly #live: LiveConnection;
  readonly #lane: Lane;
  readonly #signal?: AbortSignal;
  readonly #encoding: FallbackEncoding;

  constructor(
    live: LiveConnection,
    { info, encoding }: Identity,
    lane: Lane,
    signal?: AbortSignal,
  ) {
    this.#live = live;
    this.#lane = lane;
    this.#signal = signal;
    this.#encoding = encoding;
    this.info = info;
  }

  get closed(): boolean {
    return this.#live.closed;
  }

  run(command: string, words: Words = [], options: RunOptions = {}): Promise<Reply> {
    return this.#execute([command, ...attributeWords(words)], options);
  }

  async print(path: string, options: PrintOptions): Promise<Row[]> {
    return (await this.#execute(printWords(path, options), options)).rows;
  }

  async scan(path: string, options: PrintOptions): Promise<ScannedRow[]> {
    const rows: ScannedRow[] = [];
    const onRow = (raw: RawRow) => rows.push(new ScannedRow(raw, this.#encoding));
    await this.#execute(printWords(path, options), { ...options, onRow });
    return rows;
  }

  async count(path: string, query?: readonly string[], options: RunOptions = {}): Promise<number> {
    const words = [`${path}/print`, "=count-only=", ...queryWords(query)];
    const { ret } = await this.#execute(words, options);
    const count = /^\d+$/.test(ret ?? "") ? Number(ret) : Number.NaN;
    if (Number.isSafeInteger(count)) return count;
    throw new RouterError("protocol", `The router gave no number of rows in ${path}.`);
  }

  async #execute(
    words: string[],
    options: RunOptions & Pick<CommandRequest, "onRow">,
  ): Promise<Reply> {
    checkWords(words);
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined);
    return this.#live.execute({
      words,
      lane: this.#lane,
      deadlineMs: options.deadlineMs,
      signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
      secrets: secretValues(words),
      onRow: options.onRow,
    });
  }
}

/** A signed-in router. */
export class RoutedConnection extends LaneView implements RouterConnection {
  readonly #live: LiveConnection;
  readonly #identity: Identity;

  constructor(live: LiveConnection, identity: Identity) {
    super(live, identity, "interactive");
    this.#live = live;
    this.#identity = identity;
  }

  view(lane: Lane, signal?: AbortSignal): RouterPort {
    return new LaneView(this.#live, this.#identity, lane, signal);
  }

  close(): Promise<void> {
    return this.#live.close(new RouterError("closed", "The connection was closed on our side."));
  }
}

const printWords = (path: string, { proplist, query }: PrintOptions) => [
  `${path}/print`,
  `=.proplist=${proplist.join(",")}`,
  ...queryWords(query),
];

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

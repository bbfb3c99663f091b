import { connect, type Socket } from "node:net";

/** A reply sentence, taken apart. */
export interface Sentence {
  word: string;
  tag?: string;
  attributes: Record<string, string>;
  /** All words behind the reply word, as they came. */
  words: string[];
}

/** Encodes words by the letter of the protocol, on its own so that it can contradict the codec. */
export function encode(...words: (string | Buffer)[]): Buffer {
  const parts = words.map((word) => {
    const body = Buffer.isBuffer(word) ? word : Buffer.from(word, "utf8");
    return Buffer.concat([prefix(body.length), body]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function prefix(n: number): Buffer {
  if (n < 0x80) return Buffer.from([n]);
  if (n < 0x4000) return Buffer.from([0x80 | (n >> 8), n & 0xff]);
  if (n < 0x200000) return Buffer.from([0xc0 | (n >> 16), (n >> 8) & 0xff, n & 0xff]);
  return Buffer.from([0xe0 | (n >> 24), (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff]);
}

/** Reads one length prefix: its size and the length, or undefined while bytes are missing. */
function readPrefix(data: Buffer): [size: number, length: number] | undefined {
  const first = data[0];
  if (first === undefined) return undefined;
  const size = first < 0x80 ? 1 : first < 0xc0 ? 2 : first < 0xe0 ? 3 : 4;
  if (data.length < size) return undefined;
  const masks = [0, 0x7f, 0x3f, 0x1f, 0x0f];
  let length = first & (masks[size] ?? 0);
  for (let index = 1; index < size; index += 1) length = length * 256 + (data[index] ?? 0);
  return [size, length];
}

/** A RouterOS client of the plainest kind: it sends what it is told and collects what comes. */
export class RawClient {
  readonly sentences: Sentence[] = [];
  /** Every byte received. */
  received = Buffer.alloc(0);
  /** How many bytes each `data` event brought. */
  readonly chunkSizes: number[] = [];
  closed = false;
  errorCode: string | undefined;
  #unread = Buffer.alloc(0);
  #words: string[] = [];
  #watchers: (() => void)[] = [];

  private constructor(readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.errorCode = error.code;
    });
    socket.on("close", () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Connects; a socket that is given (TLS) must be connected already. */
  static async open(port: number, socket?: Socket): Promise<RawClient> {
    if (socket) return new RawClient(socket);
    const fresh = connect({ port, host: "127.0.0.1", noDelay: true });
    const client = new RawClient(fresh);
    await new Promise<void>((resolve, reject) => {
      fresh.once("connect", resolve);
      fresh.once("error", reject);
    });
    return client;
  }

  static async signedIn(port: number, name = "admin", password = ""): Promise<RawClient> {
    const client = await RawClient.open(port);
    const reply = await client.call("/login", `=name=${name}`, `=password=${password}`);
    if (reply.at(-1)?.word !== "!done" || reply.length > 1) {
      throw new Error(`login failed: ${JSON.stringify(reply)}`);
    }
    return client;
  }

  send(...words: (string | Buffer)[]): void {
    this.socket.write(encode(...words));
  }

  /** Sends a command and resolves with the sentences of its tag, `!done` or `!fatal` included. */
  async call(...words: (string | Buffer)[]): Promise<Sentence[]> {
    const tag = words
      .map(String)
      .find((word) => word.startsWith(".tag="))
      ?.slice(5);
    const isOurs = (one: Sentence) => one.tag === tag || one.word === "!fatal";
    this.send(...words);
    await this.until(() => this.sentences.some((one) => isOurs(one) && isLast(one)));
    const ours = this.sentences.filter(isOurs);
    this.sentences.splice(0, Infinity, ...this.sentences.filter((one) => !isOurs(one)));
    return ours;
  }

  /** The rows of a print. */
  async rows(...words: string[]): Promise<Record<string, string>[]> {
    const reply = await this.call(...words);
    return reply.filter(({ word }) => word === "!re").map(({ attributes }) => attributes);
  }

  /** The message of the trap that this command gets; undefined without one. */
  async trap(...words: (string | Buffer)[]): Promise<string | undefined> {
    const reply = await this.call(...words);
    return reply.find(({ word }) => word === "!trap")?.attributes.message;
  }

  /** Resolves once the condition holds; looked at whenever something arrives or the end comes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.closed) throw new Error("the connection closed before the condition held");
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  #take(chunk: Buffer): void {
    this.chunkSizes.push(chunk.length);
    this.received = Buffer.concat([this.received, chunk]);
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (let head = readPrefix(this.#unread); head; head = readPrefix(this.#unread)) {
      const [size, length] = head;
      if (this.#unread.length < size + length) break;
      this.#word(this.#unread.toString("utf8", size, size + length));
      this.#unread = this.#unread.subarray(size + length);
    }
    this.#wake();
  }

  #word(word: string): void {
    if (word !== "") {
      this.#words.push(word);
      return;
    }
    const [reply = "", ...words] = this.#words;
    this.#words = [];
    const attributes: Record<string, string> = {};
    let tag: string | undefined;
    for (const one of words) {
      const match = /^=([^=]*)=([\s\S]*)$/.exec(one);
      if (match) attributes[match[1] ?? ""] = match[2] ?? "";
      if (one.startsWith(".tag=")) tag = one.slice(5);
    }
    this.sentences.push({ word: reply, attributes, words, ...(tag === undefined ? {} : { tag }) });
  }
}

function isLast({ word }: Sentence): boolean {
  return word === "!done" || word === "!fatal";
}

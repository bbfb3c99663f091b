import { encodeSentence, encodeSentences } from "../protocol/words";
import type { Trap } from "../traps";
import type { Row } from "../types";
import type { Output, Shape } from "./output";

/** The answer to one command: sentences with its tag, shaped by the faults it met. */
export class Reply {
  #left: number;
  #cut = false;

  constructor(
    readonly output: Output,
    readonly tag: string | undefined,
    readonly withCategory: boolean,
    readonly shape: Shape,
    /** Called when `cutAfter` bytes have left. */
    readonly onCut: () => void,
  ) {
    this.#left = shape.cutAfter ?? Number.POSITIVE_INFINITY;
  }

  async rows(rows: readonly Row[]): Promise<void> {
    await this.#send(encodeSentences(rows.map((row) => this.#words("!re", attributes(row)))));
  }

  async empty(): Promise<void> {
    await this.#send(this.#sentence("!empty"));
  }

  async done(ret?: string): Promise<void> {
    await this.#send(this.#sentence("!done", ret === undefined ? [] : [`=ret=${ret}`]));
  }

  /** The `!trap` alone; `!done` follows by itself. */
  async trap({ category, message }: Pick<Trap, "category" | "message">): Promise<void> {
    const words = category !== undefined && this.withCategory ? [`=category=${category}`] : [];
    await this.#send(this.#sentence("!trap", [...words, `=message=${message}`]));
  }

  /** `!fatal` has no tag and no attribute, only a bare text. */
  async fatal(message: string): Promise<void> {
    await this.#send(encodeSentence(["!fatal", message]));
  }

  async raw(data: Buffer): Promise<void> {
    await this.#send(data);
  }

  #sentence(word: string, rest: readonly string[] = []): Buffer {
    return encodeSentence(this.#words(word, rest));
  }

  // Real routers put the tag directly behind the reply word.
  #words(word: string, rest: readonly string[]): string[] {
    return this.tag === undefined ? [word, ...rest] : [word, `.tag=${this.tag}`, ...rest];
  }

  async #send(data: Buffer): Promise<void> {
    if (this.#cut) return;
    const whole = data.length < this.#left;
    const leaving = whole ? data : data.subarray(0, this.#left);
    this.#left -= leaving.length;
    this.#cut = !whole;
    await this.output.send(leaving, this.shape.split);
    if (this.#cut) this.onCut();
  }
}

function attributes(row: Row): string[] {
  return Object.entries(row).map(([name, value]) => `=${name}=${value}`);
}

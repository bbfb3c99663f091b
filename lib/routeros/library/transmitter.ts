import type { Socket } from "node:net";
import { encodeSentence } from "../wire/words";

/**
 * Stands in for the library's Transmitter, which writes each word by itself (45 ms a command under Nagle), encodes
 * windows-1252, and shows every word, passwords too, to DEBUG. Same surface: write (null ends a sentence), runPool.
 */
export class SafeTransmitter {
  readonly #socket: Socket;
  #sentence: string[] = [];
  #pool: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  write(word: string | null): void {
    if (word !== null) {
      this.#sentence.push(word);
      return;
    }
    const bytes = encodeSentence(this.#sentence);
    this.#sentence = [];
    if (this.#socket.writable && this.#pool.length === 0) this.#socket.write(bytes);
    else this.#pool.push(bytes);
  }

  /** The library calls this once connected. */
  runPool(): void {
    const waiting = this.#pool;
    this.#pool = [];
    for (const bytes of waiting) this.#socket.write(bytes);
  }
}

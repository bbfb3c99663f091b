import type { Socket } from "node:net";
import type { Verdict } from "../faults";
import { type Command, parseCommand } from "../protocol/command";
import { SentenceDecoder } from "../protocol/words";
import type { Router } from "../router";
import type { CommandLogEntry, SimulatedUser } from "../types";
import { InFlight } from "./inflight";
import { Login } from "./login";
import { clientAddress, Output, resetOrDestroy } from "./output";
import { Reply } from "./reply";
import { runCommand } from "./run";

/** A command with everything that belongs to answering it. */
export interface Exchange {
  command: Command;
  entry: CommandLogEntry;
  flight: InFlight;
  reply: Reply;
}

/** One client: sentences in, one command after the other until signed in, then side by side. */
export class ApiConnection {
  readonly output: Output;
  readonly #decoder = new SentenceDecoder();
  readonly #login: Login;
  readonly #exchanges = new Set<Exchange>();
  readonly #waiting: Command[] = [];
  #user: SimulatedUser | undefined;
  #draining = false;
  #closing = false;

  constructor(
    readonly router: Router,
    readonly socket: Socket,
    readonly number: number,
    /** The name of the service that it came by. */
    readonly service: string,
    readonly reboot: (seconds?: number) => void,
  ) {
    this.output = new Output(socket, (bytes) => router.counters.sent(bytes, number));
    this.#login = new Login(router, clientAddress(socket));
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("close", () => this.#abandon());
  }

  get user(): SimulatedUser | undefined {
    return this.#user;
  }

  /** Ends the connection behind what was sent. */
  end(reset = false): void {
    if (this.#closing) return;
    this.#closing = true;
    void this.output.end(reset);
    this.#abandon();
  }

  /** Cuts the connection at once. */
  cut(): void {
    this.#closing = true;
    resetOrDestroy(this.socket);
    this.#abandon();
  }

  #abandon(): void {
    this.#closing = true;
    for (const { flight } of this.#exchanges) flight.interrupt();
  }

  #receive(chunk: Buffer): void {
    if (this.#closing) return;
    try {
      for (const sentence of this.#decoder.push(chunk)) {
        if (sentence.length > 0) this.#waiting.push(parseCommand(sentence));
      }
    } catch {
      this.end();
      return;
    }
    void this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    for (let next = this.#waiting.shift(); next && !this.#closing; next = this.#waiting.shift()) {
      const handled = this.#handle(next);
      if (!this.#user) await handled;
    }
    this.#draining = false;
  }

  async #handle(command: Command): Promise<void> {
    const entry = this.router.log.received(command, this.number);
    this.router.counters.received(command, this.number);
    const verdict = this.router.faults.command(command);
    if (verdict.kinds.length > 0) entry.faults = verdict.kinds;
    const exchange = {
      command,
      entry,
      flight: new InFlight(),
      reply: this.#reply(command, entry, verdict),
    };
    this.#exchanges.add(exchange);
    await exchange.flight.delay(verdict.latencyMs);
    if (!exchange.flight.interrupted) await runCommand(this, exchange, verdict.outcome);
    this.#exchanges.delete(exchange);
  }

  #reply(command: Command, entry: CommandLogEntry, { split, outcome }: Verdict): Reply {
    const { options, personality } = this.router;
    const withCategory = (options.trapCategories ?? personality.trapCategories) === "present";
    const drop = outcome?.kind === "drop" ? outcome : undefined;
    const shape = { split, cutAfter: drop?.afterBytes };
    return new Reply(this.output, command.tag, withCategory, shape, () => {
      entry.outcome = "cut";
      this.end(drop?.reset);
    });
  }

  /** Interrupts the command with this tag, or every other one, and returns them unanswered. */
  cancel(tag: string | undefined, except: Exchange): Exchange[] {
    const cancelled = [...this.#exchanges].filter(
      (exchange) => exchange !== except && (tag === undefined || exchange.command.tag === tag),
    );
    for (const exchange of cancelled) {
      exchange.entry.outcome = "trap";
      exchange.entry.message = "interrupted";
      exchange.flight.interrupt();
    }
    return cancelled;
  }

  signIn(command: Command) {
    const answer = this.#login.attempt(command);
    if (answer.kind === "user") this.#user = answer.user;
    return answer;
  }
}

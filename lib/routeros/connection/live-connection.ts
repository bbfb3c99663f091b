import type { Socket } from "node:net";
import { isWrite, trapError } from "../classify";
import { RouterError } from "../errors";
import { type ChannelConnector, type ChannelEnd, SafeChannel } from "../library/channel";
import type { Lane, Reply, RunOptions } from "../port";
import type { RawRow } from "../wire/raw-row";
import { CommandWindow, notSent } from "./command-window";

/** `print` of ten thousand rows may stall for seconds on a busy router; a write may not. */
const READ_DEADLINE_MS = 60_000;
const WRITE_DEADLINE_MS = 30_000;
const CLOSE_GRACE_MS = 1_000;

export interface CommandRequest extends RunOptions {
  /** Command word, attributes, queries. */
  words: readonly string[];
  lane: Lane;
  /** Values that no error may repeat. */
  secrets?: readonly string[];
  /** Takes the rows as they came. */
  onRow?: (row: RawRow) => void;
}

interface InFlight {
  channel: SafeChannel;
  command: string;
  fail: (error: RouterError) => void;
}

/** Commands over one signed-in connection: window, deadlines, cancelling, and an end for everybody when it ends. */
export class LiveConnection {
  readonly #connector: ChannelConnector;
  readonly #socket: Socket;
  readonly #window: CommandWindow;
  readonly #cancelGraceMs: number;
  readonly #inFlight = new Set<InFlight>();
  #nextTag = 1;
  #end?: RouterError;

  constructor(
    connector: ChannelConnector,
    socket: Socket,
    options: { window: number; cancelGraceMs: number },
  ) {
    this.#connector = connector;
    this.#socket = socket;
    this.#window = new CommandWindow(options.window);
    this.#cancelGraceMs = options.cancelGraceMs;
  }

  get closed(): boolean {
    return this.#end !== undefined || this.#socket.destroyed;
  }

  /** Sends when the window allows, resolves at `!done`. Throws RouterError, `ambiguous` if a write may have happened. */
  async execute(request: CommandRequest): Promise<Reply> {
    this.#assertOpen();
    const leave = await this.#window.enter(request.lane, request.signal);
    try {
      // Both may have happened between the admission and this line.
      this.#assertOpen();
      if (request.signal?.aborted) throw notSent();
    } catch (error) {
      leave();
      throw error;
    }
    return this.#send(request, leave);
  }

  /** Drops the socket and rejects whatever is under way, for this reason unless an earlier one is known. */
  destroy(reason: RouterError): void {
    this.#end ??= reason;
    this.#socket.destroy();
    this.#failAll(this.#end);
  }

  /** Says goodbye, waits a second for the other end, then drops the socket. */
  close(reason: RouterError): Promise<void> {
    this.#end ??= reason;
    this.#failAll(this.#end);
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), CLOSE_GRACE_MS);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.end();
    });
  }

  #assertOpen(): void {
    if (this.#end) throw this.#end;
  }

  #send(request: CommandRequest, leave: () => void): Promise<Reply> {
    const [command = ""] = request.words;
    const write = isWrite(command);
    const channel = new SafeChannel(this.#connector, `t${this.#nextTag++}`);
    return new Promise((resolve, reject) => {
      const entry: InFlight = { channel, command, fail: (error) => settle(() => reject(error)) };
      const giveUp = (error: RouterError) => {
        entry.fail(error);
        this.#cancel(entry, leave);
      };
      const deadlineMs = request.deadlineMs ?? (write ? WRITE_DEADLINE_MS : READ_DEADLINE_MS);
      const timer = setTimeout(() => giveUp(timedOut(command, deadlineMs)), deadlineMs);
      const onAbort = () => giveUp(aborted(command));
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        request.signal?.removeEventListener("abort", onAbort);
        finish();
      };
      request.signal?.addEventListener("abort", onAbort);
      this.#inFlight.add(entry);
      void channel.send(request.words, request.onRow).then((end) => {
        this.#inFlight.delete(entry);
        leave();
        settle(() => this.#conclude(end, request, resolve, reject));
      });
    });
  }

  #conclude(
    end: ChannelEnd,
    request: CommandRequest,
    resolve: (reply: Reply) => void,
    reject: (error: RouterError) => void,
  ): void {
    const [command = ""] = request.words;
    if (end.kind === "done") {
      resolve(end.reply);
    } else if (end.kind === "trap") {
      reject(trapError(end.trap, { command, secrets: request.secrets, write: isWrite(command) }));
    } else {
      const error = new RouterError("protocol", `The answer to ${command} never ends.`, {
        command,
      });
      reject(error);
      this.destroy(error);
    }
  }

  /**
   * Asks the router to stop. If the command has not ended when the grace is over, the connection goes: otherwise a
   * write could sit in a buffer and arrive when somebody else has already taken over.
   */
  #cancel(entry: InFlight, leave: () => void): void {
    if (this.#end) return;
    const cancelling = new SafeChannel(this.#connector, `c${this.#nextTag++}`);
    const timer = setTimeout(() => {
      if (!this.#inFlight.has(entry)) return;
      leave();
      this.destroy(
        new RouterError(
          "timeout",
          `The router stopped answering (${entry.command}); connection dropped.`,
        ),
      );
    }, this.#cancelGraceMs);
    timer.unref();
    void cancelling.send(["/cancel", `=tag=${entry.channel.tag}`]);
  }

  #failAll(reason: RouterError): void {
    this.#window.refuseAll(reason);
    for (const { channel, command, fail } of this.#inFlight) {
      channel.forget();
      fail(
        new RouterError(reason.code, reason.message, {
          command,
          ambiguous: isWrite(command),
          trap: reason.trap,
          cause: reason.cause,
        }),
      );
    }
    this.#inFlight.clear();
  }
}

function timedOut(command: string, deadlineMs: number): RouterError {
  return new RouterError("timeout", `No answer to ${command} within ${deadlineMs / 1000} s.`, {
    command,
    ambiguous: isWrite(command),
  });
}

function aborted(command: string): RouterError {
  return new RouterError("aborted", `${command} was given up.`, {
    command,
    ambiguous: isWrite(command),
  });
}

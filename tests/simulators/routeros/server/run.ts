import { setImmediate as tick } from "node:timers/promises";
import type { Outcome } from "../faults";
import { fromBytes, toBytes } from "../protocol/bytes";
import { randomBytes, seededRandom } from "../random";
import { interrupted, Trap } from "../traps";
import type { Row } from "../types";
import type { ApiConnection, Exchange } from "./connection";
import { execute, type Result } from "./execute";

/** What a command came to, before a word of it is sent. */
type Performed =
  | { kind: "result"; result: Result }
  | { kind: "trap"; trap: Pick<Trap, "category" | "message"> }
  | { kind: "fatal"; message: string }
  | { kind: "cancel"; cancelled: Exchange[] };

/** Rows that leave in one go, before other commands of the connection get a turn. */
const ROWS_PER_TURN = 100;
const GARBAGE_BYTES = 64;

/** Runs one command to its end, bent by the fault it met. */
export async function runCommand(
  connection: ApiConnection,
  exchange: Exchange,
  outcome: Outcome | undefined,
): Promise<void> {
  switch (outcome?.kind) {
    case undefined:
      return answer(connection, exchange, perform(connection, exchange));
    case "drop":
      if (outcome.applied === false) return cut(connection, exchange, outcome.reset);
      return answer(connection, exchange, perform(connection, exchange));
    case "hang":
      return exchange.flight.interruption();
    case "trap":
      return answer(connection, exchange, forced(outcome));
    case "trap-but-applied":
      perform(connection, exchange);
      return answer(connection, exchange, forced(outcome));
    case "ignored":
      return answer(connection, exchange, pretended(exchange));
    case "fatal":
      return answer(connection, exchange, { kind: "fatal", message: toBytes(outcome.message) });
    case "applied-but-reply-lost":
      perform(connection, exchange);
      exchange.entry.outcome = "cut";
      return outcome.silent ? exchange.flight.interruption() : connection.end();
    case "garbage":
      exchange.entry.outcome = "cut";
      return exchange.reply.raw(garbage(outcome));
    case "reboot":
      if (outcome.applied) perform(connection, exchange);
      exchange.entry.outcome = "cut";
      return connection.reboot(outcome.seconds);
  }
}

function cut(connection: ApiConnection, { entry }: Exchange, reset?: boolean): void {
  entry.outcome = "cut";
  connection.end(reset);
}

function forced({ message, category }: { message: string; category?: number }): Performed {
  return { kind: "trap", trap: { message: toBytes(message), category } };
}

/** What a write would have answered. */
function pretended({ command }: Exchange): Performed {
  const isAdd = command.path.endsWith("/add");
  return { kind: "result", result: isAdd ? { ret: "*FFFFFF" } : {} };
}

function garbage({ bytes, seed = 1 }: { bytes?: string; seed?: number }): Buffer {
  return bytes === undefined
    ? randomBytes(GARBAGE_BYTES, seededRandom(seed))
    : Buffer.from(bytes, "hex");
}

function perform(connection: ApiConnection, exchange: Exchange): Performed {
  const { command } = exchange;
  try {
    if (command.path === "/quit") {
      return { kind: "fatal", message: "session terminated on request" };
    }
    if (command.path === "/login") return signIn(connection, exchange);
    if (!connection.user) return { kind: "fatal", message: "not logged in" };
    if (command.path === "/cancel") {
      const cancelled = connection.cancel(command.attributes.get("tag"), exchange);
      return { kind: "cancel", cancelled };
    }
    return { kind: "result", result: execute(connection.router, connection.user, command) };
  } catch (error) {
    if (error instanceof Trap) return { kind: "trap", trap: error };
    return { kind: "trap", trap: { category: 4, message: toBytes(`simulator: ${error}`) } };
  }
}

function signIn(connection: ApiConnection, { command }: Exchange): Performed {
  const answered = connection.signIn(command);
  if (answered.kind === "trap" || answered.kind === "fatal") return answered;
  const result = answered.kind === "challenge" ? { ret: answered.challenge } : {};
  return { kind: "result", result };
}

async function answer(
  connection: ApiConnection,
  exchange: Exchange,
  performed: Performed,
): Promise<void> {
  const { entry, reply } = exchange;
  switch (performed.kind) {
    case "result":
      return answerResult(connection, exchange, performed.result);
    case "trap":
      entry.outcome = "trap";
      entry.message = fromBytes(performed.trap.message);
      await reply.trap(performed.trap);
      return reply.done();
    case "fatal":
      entry.outcome = "fatal";
      entry.message = fromBytes(performed.message);
      await reply.fatal(performed.message);
      return connection.end();
    case "cancel":
      entry.outcome = "done";
      for (const cancelled of performed.cancelled) await cancelled.reply.trap(interrupted());
      await reply.done();
      for (const cancelled of performed.cancelled) await cancelled.reply.done();
  }
}

async function answerResult(
  connection: ApiConnection,
  exchange: Exchange,
  { rows, follow, ret, reboots, stream }: Result,
): Promise<void> {
  const { entry, reply } = exchange;
  if (stream) return sendStream(exchange, stream);
  // Changes are heard from the moment of the print on, though reported only behind its rows.
  const changes = follow && hearChanges(connection, exchange, follow);
  if (rows?.length === 0 && !follow && connection.router.personality.sendsEmpty) {
    await reply.empty();
  }
  await sendRows(exchange, rows ?? []);
  if (changes) return changes.report();
  if (exchange.flight.interrupted) return;
  entry.outcome ??= "done";
  await reply.done(ret);
  if (reboots) connection.reboot();
}

async function sendRows({ flight, reply }: Exchange, rows: readonly Row[]): Promise<void> {
  for (let first = 0; first < rows.length && !flight.interrupted; first += ROWS_PER_TURN) {
    if (first > 0) await tick();
    if (!flight.interrupted) await reply.rows(rows.slice(first, first + ROWS_PER_TURN));
  }
}

/** Sends rows in their rhythm till the command is interrupted. */
async function sendStream(
  { flight, reply }: Exchange,
  { everyMs, rows }: NonNullable<Result["stream"]>,
): Promise<void> {
  while (!flight.interrupted) {
    await reply.rows(rows());
    await flight.delay(everyMs);
  }
}

/** Holds the changes of a table back until `report`, which runs till the command is interrupted. */
function hearChanges(
  { router }: ApiConnection,
  { flight, reply }: Exchange,
  { table, selection }: NonNullable<Result["follow"]>,
): { report(): Promise<void> } {
  const held: Row[] = [];
  let deliver = (row: Row): void => void held.push(row);
  const stop = router.onChange(({ path, id, kind }) => {
    if (path !== table.spec.path) return;
    const row = kind === "removed" ? undefined : table.find(id);
    if (!row) deliver({ ".id": id, ".dead": "true" });
    else if (selection.accepts(row)) deliver(selection.show(row));
  });
  void flight.interruption().then(stop);
  return {
    report: () => {
      deliver = (row) => void reply.rows([row]);
      held.forEach(deliver);
      return flight.interruption();
    },
  };
}

import type { Command } from "../protocol/command";
import type { Router } from "../router";
import type { CommandResult } from "../tables/spec";
import type { Table } from "../tables/table";
import { missing, noSuchCommand, notPermitted, unknownParameter } from "../traps";
import type { Policy, Row, SimulatedUser } from "../types";
import { candidates } from "./candidates";
import { type Selection, selectionOf } from "./print";

/** What a command gave, before it becomes sentences. */
export interface Result extends CommandResult {
  /** The command stays open and reports later changes of this table. */
  follow?: { table: Table; selection: Selection };
  /** The command came from `/system/reboot`. */
  reboots?: boolean;
}

export function has(user: SimulatedUser, policy: Policy): boolean {
  return user.policies === undefined || user.policies.includes(policy);
}

function require(user: SimulatedUser, policy: Policy): void {
  if (!has(user, policy)) throw notPermitted();
}

function targets(command: Command, table: Table): string[] {
  const { attributes } = command;
  const ids = attributes.get(".id") ?? attributes.get("numbers");
  if (table.spec.singleton) {
    if (attributes.has("numbers")) throw unknownParameter("numbers");
    return [];
  }
  if (ids === undefined) throw missing(".id");
  return ids.split(",");
}

function fieldsOf(command: Command): Row {
  const fields = Object.fromEntries(command.attributes);
  delete fields[".id"];
  delete fields.numbers;
  return fields;
}

const WRITES: Record<string, (table: Table, command: Command) => Result> = {
  add: (table, command) => ({ ret: table.add(Object.fromEntries(command.attributes)) }),
  set: (table, command) => {
    table.set(targets(command, table), fieldsOf(command));
    return {};
  },
  remove: (table, command) => {
    table.remove(targets(command, table));
    return {};
  },
  unset: (table, command) => {
    const field = command.attributes.get("value-name");
    if (field === undefined) throw missing("value-name");
    table.unset(targets(command, table), field);
    return {};
  },
  enable: (table, command) => {
    table.set(targets(command, table), { disabled: "no" });
    return {};
  },
  move: (table, command) => {
    table.move(targets(command, table), command.attributes.get("destination"));
    return {};
  },
  disable: (table, command) => {
    table.set(targets(command, table), { disabled: "yes" });
    return {};
  },
};

function read(router: Router, user: SimulatedUser, table: Table, command: Command): Result {
  const selection = selectionOf(command, table, router, has(user, "sensitive"));
  const listens = command.verb === "listen";
  const follow =
    listens || selection.follows
      ? { follow: { table, selection } }
      : ({} as Pick<Result, "follow">);
  if (listens || !selection.printsFirst) return follow;
  const found = (candidates(table, command.queries) ?? table.rows()).filter(selection.accepts);
  if (selection.countOnly) return { ret: `${found.length}` };
  return { rows: found.map(selection.show), ...follow };
}

/** Packages may be missing, and their menus with them. */
function hasMenu({ options: { missingMenus = [] } }: Router, menu: string): boolean {
  return !missingMenus.some((missing) => menu === missing || menu.startsWith(`${missing}/`));
}

/** Runs a command of a signed-in user. Throws a trap. */
export function execute(router: Router, user: SimulatedUser, command: Command): Result {
  if (command.path === "/system/reboot") {
    require(user, "reboot");
    return { reboots: true };
  }
  const table = hasMenu(router, command.menu) ? router.table(command.menu) : undefined;
  if (!table) throw command.menu ? router.personality.noSuchMenu(command.menu) : noSuchCommand();
  if (["print", "getall", "listen"].includes(command.verb)) {
    require(user, "read");
    return read(router, user, table, command);
  }
  const own = table.spec.commands?.[command.verb];
  if (own) {
    require(user, own.needs);
    const rows = () => targets(command, table).map((target) => table.require(target));
    return own.run({ table, facts: router, attributes: command.attributes, targets: rows });
  }
  const write = WRITES[command.verb];
  if (!write || !table.spec.verbs.some((verb) => verb === command.verb)) throw noSuchCommand();
  require(user, table.spec.writesNeed ?? "write");
  return write(table, command);
}

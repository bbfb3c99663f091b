import { cpeSchema, hotspotClientSchema, snapshotSchema } from "../options";
import type { Simulator } from "../simulator";
import type { CommandLogEntry } from "../types";
import {
  addRowSchema,
  advanceSchema,
  downSchema,
  faultSchema,
  hardwareSchema,
  nameSchema,
  reachableSchema,
  rebootSchema,
  removeRowSchema,
  setRowSchema,
} from "./schemas";

export interface Call {
  simulator: Simulator;
  /** What follows the resource in the path, decoded. */
  rest: string;
  query: URLSearchParams;
  /** The parsed JSON body; `{}` without one. */
  body: unknown;
}

type Handler = (call: Call) => unknown;

const SHOWN_COMMANDS = 40;
const SHOWN_ROWS = 60;

/** The latest commands first, with passwords struck out, for eyes rather than tests. */
function latestCommands(entries: CommandLogEntry[]): CommandLogEntry[] {
  const strike = (word: string) => word.replace(/^=(password|response)=.+/, "=$1=•••");
  return entries
    .slice(-SHOWN_COMMANDS)
    .reverse()
    .map((entry) => ({ ...entry, words: entry.words.map(strike) }));
}

/** A router in a few lines: addresses, state and counters. */
export function summary(simulator: Simulator) {
  const { version, identity } = simulator.router.options;
  const { serial } = simulator.router;
  return {
    id: simulator.id,
    host: simulator.host,
    port: simulator.port,
    tlsPort: simulator.tlsPort,
    version: version ?? "7.16",
    identity: simulator.rows("/system/identity")[0]?.name ?? identity,
    serial,
    isDown: simulator.isDown,
    connections: simulator.connectionCount(),
    openConnections: simulator.openConnections(),
    writes: simulator.counters().writes,
  };
}

/** Everything that the page shows of a router: of long lists the beginning, and their length. */
function overview(simulator: Simulator) {
  const [secrets, sessions, cpes] = [
    simulator.rows("/ppp/secret"),
    simulator.sessions(),
    simulator.cpes(),
  ];
  return {
    ...summary(simulator),
    counts: { secrets: secrets.length, sessions: sessions.length, cpes: cpes.length },
    secrets: secrets.slice(0, SHOWN_ROWS).map(({ password, ...secret }) => secret),
    profiles: simulator.rows("/ppp/profile"),
    sessions: sessions.slice(0, SHOWN_ROWS),
    cpes: cpes.slice(0, SHOWN_ROWS).map(({ password, ...cpe }) => cpe),
    faults: simulator.faults.list(),
    commands: latestCommands(simulator.commands()),
  };
}

/** The customer reads the router's present password off a letter and types it in. */
function retypePassword({ simulator, body }: Call) {
  const { name } = nameSchema.parse(body);
  const secret = simulator.rows("/ppp/secret").find((row) => row.name === name);
  const cpe = simulator.cpes().find((one) => one.name === name);
  const callerId = secret?.["caller-id"] || cpe?.callerId;
  simulator.dial({ name, password: secret?.password ?? "", ...(callerId ? { callerId } : {}) });
}

/** Per router: `METHOD resource`, reached at `/_sim/routers/:id/resource[/rest]`. */
export const ROUTES: Record<string, Handler> = {
  "GET ": ({ simulator }) => overview(simulator),
  "GET log": ({ simulator, query }) =>
    query.has("writes") ? simulator.writes() : simulator.commands(),
  "DELETE log": ({ simulator }) => simulator.resetLog(),
  "GET counters": ({ simulator }) => simulator.counters(),
  "GET faults": ({ simulator }) => simulator.faults.list(),
  "POST faults": ({ simulator, body }) => ({ id: simulator.faults.add(faultSchema.parse(body)) }),
  "DELETE faults": ({ simulator, rest }) =>
    rest ? simulator.faults.remove(rest) : simulator.faults.clear(),
  "POST down": ({ simulator, body }) => simulator.setDown(downSchema.parse(body).down),
  "POST reboot": ({ simulator, body }) => simulator.reboot(rebootSchema.parse(body).seconds),
  "GET rows": ({ simulator, query }) => simulator.rows(query.get("path") ?? ""),
  "POST rows": ({ simulator, body }) => {
    const { path, fields, dynamic } = addRowSchema.parse(body);
    return { id: dynamic ? simulator.placeRow(path, fields) : simulator.addRow(path, fields) };
  },
  "PATCH rows": ({ simulator, body }) => {
    const { path, id, fields } = setRowSchema.parse(body);
    simulator.setRow(path, id, fields);
  },
  "DELETE rows": ({ simulator, body }) => {
    const { path, id } = removeRowSchema.parse(body);
    simulator.removeRow(path, id);
  },
  "GET sessions": ({ simulator }) => simulator.sessions(),
  "GET cpes": ({ simulator }) => simulator.cpes(),
  "POST cpes": ({ simulator, body }) => simulator.dial(cpeSchema.parse(body)),
  "DELETE cpes": ({ simulator, rest }) => simulator.unplug(rest),
  "GET hotspot-clients": ({ simulator }) => simulator.hotspotClients(),
  "POST hotspot-clients": ({ simulator, body }) =>
    simulator.connectHotspot(hotspotClientSchema.parse(body)),
  "DELETE hotspot-clients": ({ simulator, rest }) => simulator.disconnectHotspot(rest),
  "POST reachable": ({ simulator, body }) => {
    const { address, up, ...speeds } = reachableSchema.parse(body);
    simulator.setReachable(address, up, speeds);
  },
  "POST hardware": ({ simulator, body }) => {
    const { serial, reset } = hardwareSchema.parse(body);
    return simulator.swapHardware(serial, reset);
  },
  "POST advance": ({ simulator, body }) => simulator.advance(advanceSchema.parse(body).seconds),
  "POST retype-password": retypePassword,
  "POST kick": ({ simulator, body }) => ({ kicked: simulator.kick(nameSchema.parse(body).name) }),
  "GET snapshot": ({ simulator }) => simulator.snapshot(),
  "PUT snapshot": ({ simulator, body }) => simulator.restore(snapshotSchema.parse(body)),
};

import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
// Not the package's index: with ENV=testing that one requires a package which it does not install.
import { RouterOSAPI } from "node-routeros/dist/RouterOSAPI.js";
import type { FallbackEncoding } from "../wire/text";
import type { ChannelConnector } from "./channel";
import { SafeReceiver } from "./receiver";
import { SafeTransmitter } from "./transmitter";

/** Private parts of node-routeros 1.6.9 that are replaced per instance; tests/integration/routeros/library-defects tells why. */
interface LibraryConnector extends ChannelConnector {
  socket?: Socket;
  receiver: SafeReceiver;
  transmitter: SafeTransmitter;
}

interface LibraryApi {
  connector?: LibraryConnector;
  login: () => Promise<unknown>;
  connect(): Promise<unknown>;
  on(event: "error", listener: () => void): void;
}

export interface DialTarget {
  host: string;
  port: number;
  tls?: ConnectionOptions;
  connectTimeoutMs: number;
  fallbackEncoding: FallbackEncoding;
}

export interface DialEvents {
  /** Runs once the channel stands, before anything was sent. */
  signIn: (link: Link) => Promise<void>;
  onSocketError: (error: unknown) => void;
  onFatal: (message: string) => void;
  onViolation: (error: Error) => void;
  /** The end, whatever caused it; exactly once. */
  onClose: () => void;
}

export interface Link {
  readonly connector: ChannelConnector;
  readonly socket: Socket;
  /** Whether the other end has sent any byte of the protocol. */
  heard(): boolean;
}

/**
 * Lets the library connect, with everything in it that hangs, lies or kills the process taken out. Returns the link at
 * once and a promise of its being signed in; that promise may stay pending for ever if the socket closes, so race it
 * with `onClose`.
 */
export function dial(
  target: DialTarget,
  events: DialEvents,
): { link?: Link; ready: Promise<void> } {
  const api = new RouterOSAPI({
    host: target.host,
    port: target.port,
    timeout: target.connectTimeoutMs / 1000,
    // Signing in is ours: the library never learns a password that it could log.
    user: "",
    password: "",
    // The types ask for a server's options; they go to tls.connect.
    ...(target.tls ? { tls: target.tls as object } : {}),
  }) as unknown as LibraryApi;
  // An `error` event without listener would end the process.
  api.on("error", ignore);

  let link: Link | undefined;
  api.login = async () => {
    if (link) await events.signIn(link);
    return api;
  };
  const connecting = api.connect();
  if (api.connector?.socket) link = harden(api.connector, api.connector.socket, target, events);
  return { link, ready: connecting.then(ignore) };
}

/** Runs in the same tick as connect(), so before anything can have happened on the socket. */
function harden(
  connector: LibraryConnector,
  socket: Socket,
  target: DialTarget,
  events: DialEvents,
): Link {
  const receiver = new SafeReceiver(target.fallbackEncoding, events);
  connector.receiver = receiver;
  connector.transmitter = new SafeTransmitter(socket);
  socket.setNoDelay(true);
  // Idle time is not a fault, and commands have deadlines of their own.
  socket.setTimeout(0);
  socket.setKeepAlive(true, 30_000);
  // First in line: the library replaces the error's code by nothing.
  socket.prependListener("error", events.onSocketError);
  socket.once("close", events.onClose);
  return { connector, socket, heard: () => receiver.heard };
}

const ignore = () => undefined;

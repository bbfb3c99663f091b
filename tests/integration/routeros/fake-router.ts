import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { afterEach } from "vitest";
import type { RouterAddress } from "@/lib/routeros";

/** One client as the fake sees it. */
export interface Peer {
  socket: Socket;
  /** Sends sentences, each with the tag second as routers do: `reply(["!re", "=name=x"], ["!done"])`. */
  reply(...sentences: string[][]): void;
  raw(bytes: Buffer): void;
}

export interface FakeRouter {
  port: number;
  /** Every sentence received, tags cut off, `/login` included. */
  sentences: string[][];
  sockets: Socket[];
  address: RouterAddress;
}

type Handle = (words: string[], peer: Peer) => void;

interface FakeOptions {
  /** Answers `/login` with `!done` unless false. */
  login?: boolean;
  tls?: TlsOptions;
  /** Instead of speaking the protocol. */
  onConnection?: (socket: Socket) => void;
  allowHalfOpen?: boolean;
}

const running: { server: Server; sockets: Socket[] }[] = [];

afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A raw server whose every byte the test decides. It shares no code with the product. */
export async function startFakeRouter(
  handle: Handle = () => undefined,
  options: FakeOptions = {},
): Promise<FakeRouter> {
  const sentences: string[][] = [];
  const sockets: Socket[] = [];
  const serve = (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    // What is measured is the client's delay.
    socket.setNoDelay(true);
    if (options.onConnection) options.onConnection(socket.resume());
    else readSentences(socket, (words) => answer(words, socket));
  };
  const answer = (words: string[], socket: Socket) => {
    const tag = words.find((word) => word.startsWith(".tag="));
    const plain = words.filter((word) => word !== tag);
    sentences.push(plain);
    const peer: Peer = {
      socket,
      raw: (bytes) => socket.write(bytes),
      reply: (...all) =>
        socket.write(
          Buffer.concat(
            all.map(([head = "", ...rest]) => sentence(head, ...(tag ? [tag] : []), ...rest)),
          ),
        ),
    };
    if (plain[0] === "/login" && options.login !== false) peer.reply(["!done"]);
    else handle(plain, peer);
  };
  const server = options.tls
    ? createTlsServer(options.tls, serve).on("tlsClientError", () => undefined)
    : createServer({ allowHalfOpen: options.allowHalfOpen ?? false }, serve);
  running.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : 0;
  return { port, sentences, sockets, address: addressOf(port, options.tls ? "tls" : "plain") };
}

export const addressOf = (port: number, transport: "plain" | "tls" = "plain"): RouterAddress => ({
  routerId: `router-${port}`,
  host: "127.0.0.1",
  port,
  transport,
  username: "isp",
  password: "s3cret-pass",
  fallbackEncoding: "windows-1252",
});

/** Encodes words of any length below 2 MiB. */
export function sentence(...words: (string | Buffer)[]): Buffer {
  return Buffer.concat([...words.map(word), Buffer.from([0])]);
}

export function word(value: string | Buffer): Buffer {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
  const n = bytes.length;
  const prefix =
    n < 0x80
      ? [n]
      : n < 0x4000
        ? [0x80 + Math.floor(n / 256), n % 256]
        : [0xc0 + Math.floor(n / 65536), Math.floor(n / 256) % 256, n % 256];
  return Buffer.concat([Buffer.from(prefix), bytes]);
}

function readSentences(socket: Socket, onSentence: (words: string[]) => void): void {
  let buffer = Buffer.alloc(0);
  let words: string[] = [];
  socket.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let next = readWord(buffer); next; next = readWord(buffer)) {
      buffer = buffer.subarray(next.size);
      if (next.bytes.length > 0) words.push(next.bytes.toString("utf8"));
      else {
        const complete = words;
        words = [];
        onSentence(complete);
      }
    }
  });
}

function readWord(buffer: Buffer): { bytes: Buffer; size: number } | undefined {
  const [first, second = 0, third = 0] = buffer;
  if (first === undefined) return undefined;
  const prefix = first < 0x80 ? 1 : first < 0xc0 ? 2 : 3;
  if (buffer.length < prefix) return undefined;
  const length =
    prefix === 1
      ? first
      : prefix === 2
        ? (first - 0x80) * 256 + second
        : (first - 0xc0) * 65536 + second * 256 + third;
  if (buffer.length < prefix + length) return undefined;
  return { bytes: buffer.subarray(prefix, prefix + length), size: prefix + length };
}

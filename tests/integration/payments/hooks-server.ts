import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { POST as confirmation } from "@/app/api/hooks/pay/c2b/[token]/confirmation/route";
import { POST as validation } from "@/app/api/hooks/pay/c2b/[token]/validation/route";
import { POST as result } from "@/app/api/hooks/pay/result/[token]/route";
import { POST as stk } from "@/app/api/hooks/pay/stk/[token]/route";
import { POST as timeout } from "@/app/api/hooks/pay/timeout/[token]/route";
import { POST as sms } from "@/app/api/hooks/sms/[token]/route";
import { prepareRequests } from "@/lib/http";

type Handler = typeof stk;
const ROUTES: [RegExp, Handler][] = [
  [/^\/api\/hooks\/pay\/stk\/([^/]+)$/, stk],
  [/^\/api\/hooks\/pay\/result\/([^/]+)$/, result],
  [/^\/api\/hooks\/pay\/timeout\/([^/]+)$/, timeout],
  [/^\/api\/hooks\/pay\/c2b\/([^/]+)\/confirmation$/, confirmation],
  [/^\/api\/hooks\/pay\/c2b\/([^/]+)\/validation$/, validation],
  [/^\/api\/hooks\/sms\/([^/]+)$/, sms],
];

/** The callback routes behind a real HTTP server, and a job server's event endpoint that keeps what it is sent. */
export async function startHooksServer() {
  prepareRequests();
  const events: { id: string; name: string; data: Record<string, string> }[] = [];
  const listeners = new Set<() => void>();
  const server = createServer((request, response) => {
    handle(request)
      .then((answer) => send(response, answer))
      .catch((error) => {
        response.statusCode = 500;
        response.end(String(error));
      });
  });

  async function handle(request: IncomingMessage): Promise<Response> {
    const path = request.url ?? "/";
    if (path.startsWith("/e/")) return takeEvents(await toRequest(request).json());
    for (const [pattern, handler] of ROUTES) {
      const token = pattern.exec(path)?.[1];
      if (token) return handler(toRequest(request), { params: Promise.resolve({ token }) });
    }
    return new Response("no such page", { status: 404 });
  }

  function takeEvents(body: unknown): Response {
    const batch = (Array.isArray(body) ? body : [body]) as typeof events;
    events.push(...batch);
    for (const listener of listeners) listener();
    return Response.json({ ids: batch.map((event) => event.id), status: 200 });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    onEvents: (listener: () => void) => listeners.add(listener),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function toRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const body = Readable.toWeb(request) as ReadableStream<Uint8Array>;
  return new Request(`http://127.0.0.1${request.url}`, {
    method: "POST",
    headers,
    body,
    duplex: "half",
  } as RequestInit);
}

async function send(response: ServerResponse, answer: Response) {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(await answer.text());
}

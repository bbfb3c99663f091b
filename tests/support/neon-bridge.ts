import { connect, type Socket } from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";

export interface NeonBridge {
  /** host:port, for neonConfig.wsProxy. */
  address: string;
  close(): Promise<void>;
}

/** What stands before Neon's Postgres: a WebSocket in, the database's TCP out. Lets its driver talk to any Postgres. */
export async function startNeonBridge(postgres: {
  host: string;
  port: number;
}): Promise<NeonBridge> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const sockets = new Set<Socket>();
  server.on("connection", (webSocket) => {
    const tcp = connect(postgres.port, postgres.host).setNoDelay(true);
    sockets.add(tcp);
    const stream = createWebSocketStream(webSocket);
    const end = () => {
      sockets.delete(tcp);
      tcp.destroy();
      stream.destroy();
    };
    for (const side of [tcp, stream]) side.on("error", end).on("close", end);
    stream.pipe(tcp).pipe(stream);
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the bridge has no address");
  return {
    address: `127.0.0.1:${address.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

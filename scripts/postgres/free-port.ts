import { createServer } from "node:net";

const listen = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return (await listen(0)) ?? freePort();
}

/** True when nobody listens on the port. */
export const isPortFree = async (port: number): Promise<boolean> =>
  (await listen(port)) !== undefined;

import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const listen = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });

// Below the range from which systems give outgoing connections theirs: what is free there stays so until it is taken on
// purpose, and by chance two who look at the same moment hardly find the same.
const FIRST = 15_000;
const LAST = 32_000;

/** A port nobody listens on at this moment, and no outgoing connection will get. */
export async function freePort(): Promise<number> {
  return (await listen(randomInt(FIRST, LAST))) ?? freePort();
}

/** True when nobody listens on the port. */
export const isPortFree = async (port: number): Promise<boolean> =>
  (await listen(port)) !== undefined;

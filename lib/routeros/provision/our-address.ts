import { createSocket } from "node:dgram";

const GIVE_UP_MS = 2_000;

/**
 * The address that this server has on the way to a host, as its own routes say; undefined when the host is not known or
 * there is no route. Nothing is sent. Behind NAT the router sees another one.
 */
export function ourAddressTo(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => end(undefined), GIVE_UP_MS);
    const end = (address: string | undefined) => {
      clearTimeout(timer);
      socket.removeAllListeners("connect");
      socket.close();
      resolve(address);
    };
    socket.once("error", () => end(undefined));
    const connected = (error?: Error) => end(error ? undefined : socket.address().address);
    socket.connect(9, host, connected as () => void);
  });
}

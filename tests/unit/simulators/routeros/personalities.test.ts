import { describe, expect, it } from "vitest";
import type { RouterOsVersion } from "@/tests/simulators/routeros";
import { client, router } from "./harness";

const EVERY: RouterOsVersion[] = ["6.49", "7.9", "7.16", "7.18", "7.22"];

/** The releases of which the check says yes. */
async function releases(check: (version: RouterOsVersion) => Promise<boolean>) {
  const yes: RouterOsVersion[] = [];
  for (const version of EVERY) if (await check(version)) yes.push(version);
  return yes;
}

const takes = (path: string, fields: Record<string, string>) =>
  releases(async (version) => {
    const simulator = await router({ version });
    try {
      simulator.addRow(path, fields);
      return true;
    } catch {
      return false;
    }
  });

describe("what releases do differently", () => {
  it("each tells its version", async () => {
    const versions = await Promise.all(
      EVERY.map(
        async (version) => (await router({ version })).rows("/system/resource")[0]?.version,
      ),
    );
    expect(versions.map((text = "", index) => text.startsWith(`${EVERY[index]}.`))).toEqual(
      EVERY.map(() => true),
    );
  });

  it("dates are written with the month's name before 7.10", async () => {
    const epoch = async (version: RouterOsVersion) => {
      const simulator = await router({ version });
      simulator.addRow("/ppp/secret", { name: "a" });
      return simulator.rows("/ppp/secret")[0]?.["last-logged-out"];
    };
    expect(await epoch("6.49")).toBe("jan/01/1970 00:00:00");
    expect(await epoch("7.9")).toBe("jan/01/1970 00:00:00");
    expect(await epoch("7.16")).toBe("1970-01-01 00:00:00");
  });

  it.each([
    ["/ppp/profile", { name: "p", comment: "c" }, EVERY.slice(1)],
    ["/ip/pool", { name: "p", ranges: "10.0.0.1", comment: "c" }, EVERY.slice(1)],
    ["/tool/netwatch", { host: "10.0.0.5", name: "n" }, EVERY.slice(1)],
    ["/tool/netwatch", { host: "10.0.0.5", "src-address": "10.0.0.1" }, EVERY.slice(2)],
    ["/tool/netwatch", { host: "10.0.0.5", "ignore-initial-up": "yes" }, EVERY.slice(3)],
    ["/ppp/profile", { name: "p", "bridge-port-vid": "7" }, EVERY.slice(3)],
    ["/ppp/profile", { name: "p", "dhcpv6-lease-time": "1d" }, EVERY.slice(4)],
    ["/ip/hotspot/user", { name: "u", "otp-secret": "s" }, EVERY.slice(4)],
    ["/ip/hotspot/user/profile", { name: "p", comment: "c" }, []],
    ["/ppp/secret", { name: "s", service: "isdn" }, EVERY.slice(0, 1)],
    ["/ppp/secret", { name: "s", "ipv6-routes": "" }, EVERY.slice(1)],
    ["/radius", { address: "10.0.0.1", "require-message-auth": "no" }, EVERY.slice(2)],
  ])("%s takes %j", async (path, fields, expected) => {
    expect(await takes(path, fields)).toEqual(expected);
  });

  it("!empty comes from 7.18 on, show-sensitive from 7.21 on", async () => {
    const words = (version: RouterOsVersion, ...command: string[]) =>
      router({ version })
        .then((simulator) => client(simulator))
        .then((api) => api.call(...command))
        .then((reply) => reply.map(({ word }) => word));
    const has = (word: string, ...command: string[]) =>
      releases(async (version) => (await words(version, ...command)).includes(word));
    expect(await has("!empty", "/ppp/secret/print")).toEqual(["7.18", "7.22"]);
    expect(await has("!trap", "/ppp/profile/print", "=show-sensitive=no")).toEqual(
      EVERY.slice(0, 4),
    );
  });

  it("6.49 speaks of a command prefix, sends no category, and netwatch has its old defaults", async () => {
    const simulator = await router({ version: "6.49" });
    const api = await client(simulator);
    const [trap] = await api.call("/no/such/print");
    expect(trap?.words).toEqual(["=message=no such command prefix"]);
    simulator.addRow("/tool/netwatch", { host: "10.0.0.5" });
    const [row] = simulator.rows("/tool/netwatch");
    expect(row).toMatchObject({ interval: "1m", timeout: "1s", status: "unknown" });
    expect(row).not.toHaveProperty("type");
  });
});

import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { type RouterOsSimulator, startRouterOsSimulator } from "@/tests/simulators/routeros";

const run = promisify(execFile);
const PLAYBOOK = fileURLToPath(new URL("./playbook.yml", import.meta.url));
const PYTHON = "/usr/bin/python3";

const FORWARD = { chain: "forward", action: "accept" };

const hasModules =
  spawnSync(PYTHON, ["-c", "import librouteros, ansible_collections.community.routeros"]).status ===
  0;

if (!hasModules) it.skip("skipped because ansible community.routeros is not installed", () => {});

async function play({ port }: RouterOsSimulator) {
  const variables = `sim_port=${port} ansible_python_interpreter=${PYTHON}`;
  const { stdout } = await run("ansible-playbook", [PLAYBOOK, "-e", variables], {
    env: { ...process.env, ANSIBLE_NOCOLOR: "1", ANSIBLE_STDOUT_CALLBACK: "json" },
  });
  const report = JSON.parse(stdout);
  const tasks: {
    task: { name: string };
    hosts: Record<string, { changed: boolean; msg: unknown }>;
  }[] = report.plays[0].tasks;
  const changed = tasks
    .filter(({ hosts }) => hosts.localhost?.changed)
    .map(({ task }) => task.name);
  const said = String(tasks.at(-1)?.hosts.localhost?.msg).replaceAll("SEEN", "");
  return { changed, seen: JSON.parse(said) };
}

it.runIf(hasModules)(
  "ansible's modules converge a router, and their second run changes nothing",
  { timeout: 300_000 },
  async () => {
    const router = await startRouterOsSimulator({
      version: "7.22",
      users: [{ name: "isp", password: "letmein" }],
    });
    try {
      router.addRow("/ppp/profile", { name: "p5", "rate-limit": "1M/1M" });
      router.addRow("/ppp/secret", { name: "alice", profile: "p5" });
      router.addRow("/ppp/secret", { name: "bob", disabled: "yes" });
      router.addRow("/ip/pool", { name: "stale", ranges: "10.9.0.0/24" });
      router.addRow("/ip/dhcp-server", { name: "dhcp1", interface: "ether2" });
      router.addRow("/ip/dhcp-server/lease", {
        address: "10.0.0.5",
        server: "dhcp1",
        comment: "old",
      });
      router.addRow("/ip/firewall/address-list", { list: "stale", address: "10.0.0.9" });
      // The rule that blocks stands before the one that lets the portal through.
      router.addRow("/ip/firewall/filter", {
        ...FORWARD,
        action: "drop",
        "src-address-list": "blocked",
      });
      router.addRow("/ip/firewall/filter", { ...FORWARD, "dst-address-list": "portal" });
      router.addRow("/ip/hotspot/user/profile", { name: "hour", "rate-limit": "2M/4M" });
      router.addRow("/queue/simple", { name: "q", target: "10.0.0.5", "max-limit": "5M/10M" });
      const first = await play(router);
      expect(first.changed).toEqual([
        ...["pool", "aaa", "identity", "listed", "arp", "lease", "scheduler", "filter"],
        ...["hotspot profile", "profile"],
      ]);
      expect(first.seen.queues).toEqual([
        { name: "q", target: "10.0.0.5/32", "max-limit": "5000000/10000000" },
      ]);
      expect(
        router.rows("/ip/firewall/filter").map(({ chain, action }) => [chain, action]),
      ).toEqual(expect.arrayContaining([["input", "accept"]]));
      const forward = router.rows("/ip/firewall/filter").filter((row) => row.chain === "forward");
      expect(forward.map(({ action }) => action)).toEqual(["accept", "drop"]);
      expect(router.rows("/ip/firewall/address-list")).toMatchObject([
        { list: "blocked", address: "10.0.0.5", disabled: "false" },
        { list: "blocked", address: "10.0.1.0/24", disabled: "true" },
      ]);
      expect(router.rows("/ip/dhcp-server/lease")).toMatchObject([
        { server: "dhcp1", "mac-address": "AA:BB:CC:00:11:22" },
      ]);
      expect(router.rows("/ip/hotspot/user/profile").at(-1)).toMatchObject({
        "shared-users": "2",
        "rate-limit": "2M/4M",
        "address-list": "guests",
      });
      expect(first.seen.secrets).toEqual([
        { ".id": "*1", name: "alice", profile: "p5", disabled: false },
      ]);
      expect(JSON.stringify(first.seen.duplicate)).toContain("already exists");
      expect(router.rows("/ip/pool").map(({ name }) => name)).toEqual(["home"]);
      expect(router.rows("/ppp/aaa")[0]).toMatchObject({
        "use-radius": "yes",
        "interim-update": "5m",
      });
      expect(router.rows("/ppp/profile").at(-1)?.["rate-limit"]).toBe("5M/10M");
      const before = router.snapshot();
      expect((await play(router)).changed).toEqual([]);
      expect(router.snapshot()).toEqual(before);
    } finally {
      await router.close();
    }
  },
);

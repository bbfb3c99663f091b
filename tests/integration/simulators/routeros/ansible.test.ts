import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { type RouterOsSimulator, startRouterOsSimulator } from "@/tests/simulators/routeros";

const run = promisify(execFile);
const PLAYBOOK = fileURLToPath(new URL("./playbook.yml", import.meta.url));
const PYTHON = "/usr/bin/python3";

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
  { timeout: 180_000 },
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
      const first = await play(router);
      expect(first.changed).toEqual(["pool", "aaa", "identity", "profile"]);
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

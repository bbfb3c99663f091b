import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { seededRandom } from "@/tests/simulators/routeros/random";
import { waitFor } from "@/tests/support";
import { COMMANDS } from "./commands";
import { sweepOf } from "./sweep";
import { createSweepWorld, SERVICES } from "./sweep-world";

const seed = Number(process.env.SOAK_SEED ?? 20261126);
/** A process is started for each, which takes a second or two. */
const kills = Number(process.env.SOAK_KILLS ?? 120);

const world = await createSweepWorld();
const { simulator, home } = world;
const { prepare, undisturbed, wrongAfterwards } = sweepOf(world);
afterAll(() => world.close());
const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));

function startChild(): Promise<ChildProcess> {
  const child = fork(CHILD, { execArgv: ["--import", "tsx"], stdio: ["ignore", 2, 2, "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", () => resolve(child));
  });
}

async function kill(child: ChildProcess) {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

/** Lets the process work until the router has heard so many commands. Returns whether it died at work. */
async function killAt(child: ChildProcess, userId: string, nth: number): Promise<boolean> {
  simulator.resetLog();
  simulator.faults.add({ kind: "hang", nth: nth + 1 });
  let answered = false;
  child.once("message", () => {
    answered = true;
  });
  child.send({ userId, routerId: home.id });
  await waitFor("the command", () => answered || simulator.commands().length >= nth);
  await kill(child);
  return !answered;
}

const kinds = SERVICES.flatMap((service) =>
  COMMANDS.filter(({ name }) => !name.startsWith("move")).map((command) => ({ service, command })),
);
const ends = new Map<string, ReturnType<typeof undisturbed>>();

test(`${kills} processes killed at a command each: two passes later the router is exactly right`, async () => {
  const random = seededRandom(seed);
  const failures: string[] = [];
  let died = 0;
  let next = startChild();
  for (let at = 0; at < kills; at++) {
    const { service, command } = kinds[at % kinds.length] as (typeof kinds)[number];
    const words = `${service}: ${command.name}`;
    if (!ends.has(words)) ends.set(words, undisturbed(service, command));
    const { log, end } = (await ends.get(words)) as Awaited<ReturnType<typeof undisturbed>>;
    const ready = await prepare(service, command);
    await command.declare(world, ready.user);
    const child = await next;
    // The next one starts while this one is at work. Its login is a command too.
    next = startChild();
    const nth = 2 + Math.floor(random() * log.length);
    if (await killAt(child, ready.user.id, nth)) died += 1;
    const wrong = await wrongAfterwards(ready, end);
    if (wrong) failures.push(`${words}, killed at command ${nth} of ${log.length}: ${wrong}`);
  }
  await kill(await next);
  console.log(`seed ${seed}\nkilled ${died} of ${kills}\nfailures ${failures.length}`);
  for (const failure of failures.slice(0, 40)) console.log(`- ${failure}`);
  expect(failures).toEqual([]);
});

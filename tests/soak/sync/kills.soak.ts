import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { seededRandom } from "@/tests/simulators/routeros/random";
import { waitFor } from "@/tests/support";
import { COMMANDS } from "./commands";
import type { Work } from "./kill-child";
import { sweepOf } from "./sweep";
import { createSweepWorld, SERVICES } from "./sweep-world";

const seed = Number(process.env.SOAK_SEED ?? 20261126);
/** A process is started for each, which takes a second or two. */
const kills = Number(process.env.SOAK_KILLS ?? 120);
/** Part of "pppoe: rename", to look at one command alone. */
const only = process.env.SOAK_ONLY ?? "";

const world = await createSweepWorld();
const { prepare, undisturbed, heardBy, wrongAfterwards } = sweepOf(world);
afterAll(() => world.close());
const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));

/** Resolves when the process is ready. */
function startChild(): Promise<ChildProcess> {
  const child = fork(CHILD, { execArgv: ["--import", "tsx"], stdio: ["ignore", 2, 2, "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the process ended by itself (${code})`)));
    child.once("message", () => resolve(child));
  });
}

async function kill(child: ChildProcess) {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

interface Moment {
  /** The router that hears the command. */
  routerId: string;
  /** Which of its commands it is, the sign-in counted. */
  nth: number;
}

/** Lets the process work until a router has heard so many commands. Returns whether it died at work. */
async function killAt(child: ChildProcess, work: Work, { routerId, nth }: Moment) {
  for (const simulator of world.simulators.values()) simulator.resetLog();
  const simulator = world.simulators.get(routerId) ?? world.simulator;
  simulator.faults.add({ kind: "hang", nth: nth + 1 });
  let ended: "answered" | "exited" | undefined;
  child.once("message", () => {
    ended = "answered";
  });
  child.once("exit", () => {
    ended = "exited";
  });
  child.send(work);
  // No patience of its own, which a busy machine would exhaust: the process ends each pass by its own deadline.
  await waitFor(
    "the command",
    () => ended !== undefined || simulator.commands().length >= nth,
    Boolean,
    Number.POSITIVE_INFINITY,
  );
  if (ended === "exited") throw new Error("the process ended by itself, at work");
  const atWork = ended === undefined;
  await kill(child);
  return atWork;
}

const kinds = SERVICES.flatMap((service) =>
  COMMANDS.filter(({ on }) => on === undefined).map((command) => ({
    ...{ service, command, words: `${service}: ${command.name}` },
  })),
).filter(({ words }) => words.includes(only));

type Kind = (typeof kinds)[number];
const known = new Map<string, ReturnType<typeof learn>>();

/** How it ends when nobody dies, and who hears what on the way. */
async function learn({ service, command }: Kind) {
  return {
    end: (await undisturbed(service, command)).end,
    heard: await heardBy(service, command),
  };
}

function learned(kind: Kind) {
  const learning = known.get(kind.words) ?? learn(kind);
  known.set(kind.words, learning);
  return learning;
}

/** One of the commands, and what comes before it on its router; a new process signs in first. */
function momentIn(heard: readonly string[], at: number): Moment {
  const routerId = heard[at] ?? "";
  return { routerId, nth: 1 + heard.slice(0, at + 1).filter((id) => id === routerId).length };
}

test(`${kills} processes killed at a command each: two passes later the routers are exactly right`, async () => {
  const random = seededRandom(seed);
  const failures: string[] = [];
  let died = 0;
  let next = startChild();
  for (let n = 0; n < kills; n++) {
    const kind = kinds[n % kinds.length] as Kind;
    const { end, heard } = await learned(kind);
    const ready = await prepare(kind.service, kind.command);
    const { user } = ready;
    await kind.command.declare(world, user);
    const child = await next;
    // The next one starts while this one is at work.
    next = startChild();
    const at = Math.floor(random() * heard.length);
    const ids = await world.routersOf(user);
    const work = { userId: user.id, routerIds: [...ids, ...ids] };
    if (await killAt(child, work, momentIn(heard, at))) died += 1;
    const wrong = await wrongAfterwards(ready, end);
    if (wrong)
      failures.push(`${kind.words}, killed at command ${at + 1} of ${heard.length}: ${wrong}`);
  }
  await kill(await next);
  console.log(`seed ${seed}\nkilled ${died} of ${kills}\nfailures ${failures.length}`);
  for (const failure of failures.slice(0, 40)) console.log(`- ${failure}`);
  expect(failures).toEqual([]);
});

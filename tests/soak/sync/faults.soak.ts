import { afterAll, expect, test } from "vitest";
import { COMMANDS, type SweepCommand } from "./commands";
import { type FaultCase, faultCases } from "./fault-cases";
import { type End, sweepOf } from "./sweep";
import { createSweepWorld, SERVICES, type Service } from "./sweep-world";

const seed = Number(process.env.SOAK_SEED ?? 20261126);
/** About so many cases; all of them, thousands, if omitted. */
const wanted = Number(process.env.SOAK_CASES ?? Number.POSITIVE_INFINITY);
/** Part of "pppoe: rename", to look at one command alone. */
const only = process.env.SOAK_ONLY ?? "";
/** Long enough for everything but silence. */
const DEADLINE_MS = 5_000;
const SILENCE_MS = 250;

const world = await createSweepWorld();
const { prepare, undisturbed, simulatorOf, wrongAfterwards } = sweepOf(world);
afterAll(() => world.close());

async function disturbed(service: Service, command: SweepCommand, one: FaultCase, end: End) {
  const ready = await prepare(service, command);
  await command.declare(world, ready.user);
  for (const fault of one.faults) simulatorOf(command).faults.add(fault);
  await world.pass(ready.user, one.waits ? SILENCE_MS : DEADLINE_MS);
  return wrongAfterwards(ready, end);
}

/** Every case of one command, or an even share of them. */
async function sweep(service: Service, command: SweepCommand, at: number, share: number) {
  const { log, end } = await undisturbed(service, command);
  const failures = end.rest ? [`undisturbed: ${end.rest}`] : [];
  const all = faultCases(log, { seed: seed + at, bytes: 3, extra: 20 });
  const step = Math.max(1, all.length / share);
  const chosen = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  for (const one of chosen) {
    const wrong = await disturbed(service, command, one, end);
    if (wrong) failures.push(`${one.words}: ${wrong}`);
  }
  return { commands: log.length, cases: chosen.length, failures };
}

test("whatever is cut, silent, refused or ignored, two passes later the routers are exactly right", async () => {
  const started = Date.now();
  const all = SERVICES.flatMap((service) =>
    COMMANDS.map((command) => ({ service, command, words: `${service}: ${command.name}` })),
  ).filter(({ words }) => words.includes(only));
  const failures: string[] = [];
  let cases = 0;
  for (const [at, { service, command, words }] of all.entries()) {
    const found = await sweep(service, command, at, wanted / all.length);
    cases += found.cases;
    failures.push(...found.failures.map((failure) => `${words}: ${failure}`));
    const counts = `${found.commands} commands, ${found.cases} cases, ${found.failures.length} failures`;
    console.log(`  ${words}: ${counts}`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`seed ${seed}\ncases ${cases}\nfailures ${failures.length}\nseconds ${seconds}`);
  for (const failure of failures.slice(0, 40)) console.log(`- ${failure}`);
  expect(failures).toEqual([]);
});

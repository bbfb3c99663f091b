import pino from "pino";
import { expect, test } from "vitest";
import { encrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { inngestClient } from "@/lib/events";
import { loggerOptions } from "@/lib/logger";
import { dropRouter } from "@/lib/routeros";
import { declareDesiredStates } from "@/services/desired-state";
import { pollRouter } from "@/services/routers";
import { requestSync, syncUser } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { dumpTables } from "./dump-tables";
import { inTransaction } from "./fixture";
import { startWorldWithJobs } from "./world-with-jobs";

const world = await startWorldWithJobs();
const { db, ctx, simulator, router, addUser, state, cutOff, letIn, routerState } = world;

const inSync = (userId: string, generation: number) =>
  waitFor(
    `generation ${generation} in sync`,
    () => state(userId),
    (s) => s.status === "in_sync" && s.observedGeneration === generation,
  );

test("a declaration reaches the router, and its device's session the database, without a person", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor(
    "the session to be seen",
    () => state(user.id),
    (s) => s.online === true,
  );
  await cutOff(user.id);
  await inSync(user.id, 2);
  expect(simulator.sessions()).toEqual([]);
  await letIn(user.id);
  await inSync(user.id, 3);
  await waitFor(
    "the session to be seen",
    () => state(user.id),
    (s) => s.online === true,
  );
});

test("a router that was down when the change was declared has it soon after it returns", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  await simulator.setDown(true);
  await cutOff(user.id);
  await waitFor("the outage to be noticed", routerState, (s) => s.reachability === "down");
  await simulator.setDown(false);
  await inngestClient().send({
    name: "network/router.poll.requested",
    data: { routerId: router.id },
  });
  await inSync(user.id, 2);
  const secret = simulator.rows("/ppp/secret").find((row) => row.name === user.username);
  expect(secret?.disabled).toBe("true");
}, 60_000);

test("a secret deleted by hand is back after the comparison that the tick asks for", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  simulator.removeRow("/ppp/secret", user.username);
  await inngestClient().send({
    name: "network/router.reconcile.requested",
    data: { routerId: router.id },
  });
  await waitFor("the secret", () =>
    simulator.rows("/ppp/secret").some((row) => row.name === user.username),
  );
});

test("of a crowd on a router that falls silent in the midst, one row in foreign hands is named and all others end right", async () => {
  const users = [];
  for (let n = 0; n < 5; n++) users.push(await addUser());
  for (const user of users) await inSync(user.id, 1);
  const [taken, ...others] = users;
  if (!taken) throw new Error("no users");
  simulator.removeRow("/ppp/secret", taken.username);
  simulator.addRow("/ppp/secret", { name: taken.username, password: "by hand" });
  await db.update(schema.packages).set({ downloadKbps: 20_000 });
  // Longer than a pass may take: it is given up, and nothing is known of what it had sent.
  simulator.faults.add({ kind: "hang", path: "/ppp/secret/set", nth: 1, times: 1 });
  const declared = { userIds: users.map(({ id }) => id), reason: "test" };
  await inTransaction(db, (tx) => declareDesiredStates(tx, declared), new Date());
  const wait = 90_000;
  for (const user of others)
    await waitFor(
      "the new speed",
      () => state(user.id),
      (s) => s.status === "in_sync" && s.observedGeneration === 2,
      wait,
    );
  await waitFor(
    "the conflict",
    () => state(taken.id),
    (s) => s.lastErrorCode === "Conflict",
    wait,
  );
  const profiles = simulator
    .rows("/ppp/secret")
    .filter(({ name }) => others.some(({ username }) => username === name))
    .map(({ profile }) => profile);
  expect(new Set(profiles).size).toBe(1);
  simulator.removeRow("/ppp/secret", taken.username);
  await requestSync(ctx, { userId: taken.id });
  await inSync(taken.id, 2);
}, 240_000);

test("of a sync that fails no password is anywhere but sealed: not in runs, events, steps, errors or logs", async () => {
  const secrets = { ppp: "ppp-s3cret-77", api: "api-s3cret-88" };
  const user = await addUser({ password: secrets.ppp });
  // A router that repeats what it was sent, and then one that refuses the API user.
  const echo = `failure: bad password ${secrets.ppp}`;
  simulator.faults.add({ kind: "trap", message: echo, path: "/ppp/secret/add" });
  await waitFor(
    "the refusal",
    () => state(user.id),
    (s) => s.status === "failed",
  );
  expect((await state(user.id)).lastError).toContain("bad password •••");
  simulator.faults.clear();
  const sealed = encrypt(secrets.api, `router:${router.id}`);
  await db.update(schema.routers).set({ apiPasswordEncrypted: sealed });
  const lines: string[] = [];
  const log = pino({ ...loggerOptions(), level: "trace" }, { write: (line) => lines.push(line) });
  await requestSync({ ...ctx, log }, { userId: user.id });
  await dropRouter(router.id);
  const outcome = await syncUser({ ...ctx, log }, { userId: user.id, routerId: router.id });
  await pollRouter({ ...ctx, log }, { routerId: router.id });
  expect((await routerState()).lastErrorCode).toBe("login_failed");

  const everything = [...(await dumpTables(db)), ...lines, JSON.stringify(outcome)].join("\n");
  expect(everything).toContain("network/user.sync.requested");
  expect(everything).toContain("bad password •••");
  for (const secret of Object.values(secrets)) expect(everything).not.toContain(secret);
});

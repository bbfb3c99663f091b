import { createRequire } from "node:module";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import {
  type OpenOptions,
  openRouter,
  type RouterAddress,
  type RouterConnection,
} from "@/lib/routeros";
import { waitFor } from "@/tests/support";
import { addressOf, type FakeRouter, startFakeRouter } from "./fake-router";

const open: RouterConnection[] = [];
afterEach(() => Promise.all(open.splice(0).map((router) => router.close())));

async function connect(address: RouterAddress, options?: OpenOptions) {
  const router = await openRouter(address, options);
  open.push(router);
  return router;
}

const names = { proplist: [".id", "name"] };
const silent = () => undefined;
const sent = (fake: FakeRouter) => fake.sentences.map((words) => words.join(" "));

describe("when the connection ends", () => {
  it.each(["FIN", "RST"])("rejects what is in flight and what waits, at %s", async (how) => {
    const fake = await startFakeRouter((_, peer) => {
      if (how === "FIN") peer.socket.end();
      else peer.socket.resetAndDestroy();
    });
    const router = await connect(fake.address, { window: 1 });
    const both = [
      router.run("/ppp/secret/set", { name: "a" }),
      router.print("/ppp/secret", names),
    ].map((promise) => promise.catch((error) => error));
    const [inFlight, waiting] = await Promise.all(both);
    expect(inFlight).toMatchObject({ code: "closed", ambiguous: true, command: "/ppp/secret/set" });
    expect(waiting).toMatchObject({ code: "closed", ambiguous: false });
    expect(router.closed).toBe(true);
    await expect(router.print("/ppp/secret", names)).rejects.toMatchObject({ code: "closed" });
  });

  it("reports the reason that !fatal gives", async () => {
    const fake = await startFakeRouter((_, peer) => {
      peer.socket.end(Buffer.from("\x06!fatal\x11router is rebooti\x00", "latin1"));
    });
    const router = await connect(fake.address);
    const error = await router.print("/ppp/secret", names).catch((e) => e);
    expect(error).toMatchObject({ code: "closed", ambiguous: false });
    expect(error.message).toContain("router is rebooti");
  });

  it("keeps an idle connection, and survives its being reset without a command under way", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    // The library would time an idle socket out, and end the process, after its connect time.
    const router = await connect(fake.address, { connectTimeoutMs: 200 });
    const idleSince = performance.now();
    await waitFor("more than that time", () => performance.now() - idleSince > 500);
    expect(await router.print("/ppp/secret", names)).toEqual([]);
    fake.sockets[0]?.resetAndDestroy();
    await waitFor("the reset to be noticed", () => router.closed);
  });

  it("closes within its grace although the other end never says goodbye", async () => {
    const fake = await startFakeRouter(silent, { allowHalfOpen: true });
    const router = await connect(fake.address);
    const pending = router.print("/ppp/secret", names).catch((e) => e);
    const started = performance.now();
    await Promise.all([router.close(), router.close()]);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(await pending).toMatchObject({ code: "closed" });
  });
});

describe("deadlines", () => {
  it("cancels a command at its deadline, goes on with the others, sends nothing else", async () => {
    const hung = new Map<string, () => void>();
    const fake = await startFakeRouter((words, peer) => {
      if (words[0] === "/ppp/secret/print") {
        hung.set("t2", () =>
          peer.reply(["!trap", "=category=2", "=message=interrupted"], ["!done"]),
        );
        return;
      }
      if (words[0] === "/cancel") hung.get(words[1]?.slice("=tag=".length) ?? "")?.();
      peer.reply(["!done"]);
    });
    const router = await connect(fake.address, { connectTimeoutMs: 300 });
    const error = await router.print("/ppp/secret", { ...names, deadlineMs: 400 }).catch((e) => e);
    expect(error).toMatchObject({ code: "timeout", ambiguous: false, retryable: true });
    await router.run("/ppp/active/remove", { ".id": "*1" });
    expect(router.closed).toBe(false);
    expect(sent(fake)).toEqual([
      "/login =name=isp =password=s3cret-pass",
      "/ppp/secret/print =.proplist=.id,name",
      "/cancel =tag=t2",
      "/ppp/active/remove =.id=*1",
    ]);
  });

  it("drops the connection when even the cancelling is not answered", async () => {
    const fake = await startFakeRouter(silent);
    const router = await connect(fake.address, { cancelGraceMs: 50 });
    const other = router.print("/ppp/profile", names).catch((e) => e);
    const write = router.run("/ppp/secret/set", { name: "a" }, { deadlineMs: 50 });
    await expect(write).rejects.toMatchObject({ code: "timeout", ambiguous: true });
    expect(await other).toMatchObject({ code: "timeout", ambiguous: false });
    expect(router.closed).toBe(true);
    await waitFor("the socket to go", () => fake.sockets[0]?.destroyed);
  });

  it("gives up at the caller's signal: unsent commands are never sent, sent writes are ambiguous", async () => {
    const fake = await startFakeRouter(silent);
    const router = await connect(fake.address, { window: 1, cancelGraceMs: 50 });
    const controller = new AbortController();
    const { signal } = controller;
    const sentWrite = router.run("/ppp/secret/set", { name: "a" }, { signal }).catch((e) => e);
    const unsent = router.run("/ppp/secret/remove", { ".id": "*1" }, { signal }).catch((e) => e);
    await waitFor("the write to arrive", () => fake.sentences.length === 2);
    controller.abort();
    expect(await sentWrite).toMatchObject({ code: "aborted", ambiguous: true });
    expect(await unsent).toMatchObject({ code: "aborted", ambiguous: false });
    await waitFor("the connection to be dropped", () => router.closed);
    expect(sent(fake).some((line) => line.startsWith("/ppp/secret/remove"))).toBe(false);
    await expect(router.run("/ppp/secret/add", {}, { signal })).rejects.toThrow();
  });
});

describe("when connecting fails", () => {
  it("says that nothing listens, and where", async () => {
    const fake = await startFakeRouter();
    const unused = await import("node:net").then(
      ({ createServer }) =>
        new Promise<number>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => {
            const bound = server.address();
            server.close(() => resolve(typeof bound === "object" && bound ? bound.port : 0));
          });
        }),
    );
    expect(unused).not.toBe(fake.port);
    await expect(openRouter(addressOf(unused))).rejects.toMatchObject({
      code: "refused",
      retryable: true,
      message: `Nothing answers at 127.0.0.1:${unused}: connection refused. Is the api service enabled (/ip service), and is this its port?`,
    });
  });

  it("asks port 8729 for TLS when no port is given", async () => {
    const address = { ...addressOf(0, "tls"), host: "127.9.9.9", port: undefined };
    const error = await openRouter(address).catch((e) => e);
    expect(error.message).toContain("127.9.9.9:8729");
  });

  it("says that a name does not exist, or cannot be looked up", async () => {
    const error = await openRouter({ ...addressOf(1), host: "no-such-router.invalid" }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({ code: "unreachable" });
  });

  it("tells a router that turns us away from one that hangs up later", async () => {
    const away = await startFakeRouter(silent, { onConnection: (socket) => socket.end() });
    await expect(openRouter(away.address)).rejects.toMatchObject({ code: "turned_away" });
    const later = await startFakeRouter((_, peer) => peer.socket.end(Buffer.from([3])), {
      login: false,
    });
    await expect(openRouter(later.address)).rejects.toMatchObject({ code: "closed" });
  });

  it("takes a fatal answer to too many tries for a failed login", async () => {
    const text = "too many commands before login";
    const fake = await startFakeRouter(
      (_, peer) => {
        const bytes = `\x06!fatal${String.fromCharCode(text.length)}${text}\x00`;
        peer.socket.end(Buffer.from(bytes, "latin1"));
      },
      { login: false },
    );
    await expect(openRouter(fake.address)).rejects.toMatchObject({ code: "login_failed" });
  });

  it.each([
    ["the login", { login: false }],
    ["the connection", { onConnection: silent }],
  ])("gives up in time when %s is never answered", async (_, options) => {
    const fake = await startFakeRouter(silent, options);
    await expect(openRouter(fake.address, { connectTimeoutMs: 100 })).rejects.toMatchObject({
      code: "timeout",
    });
    await waitFor("the socket to go", () => fake.sockets[0]?.destroyed);
  });

  it("gives up in time when TLS is asked of a service that waits for words", async () => {
    const fake = await startFakeRouter(silent);
    const address = { ...fake.address, transport: "tls" } as const;
    const error = await openRouter(address, { connectTimeoutMs: 100 }).catch((e) => e);
    expect(error).toMatchObject({ code: "timeout" });
    expect(error.message).toContain("api-ssl");
  });

  it("refuses an address that is none, without repeating the password", async () => {
    const error = await openRouter({ ...addressOf(70_000), username: "" }).catch((e) => e);
    expect(error).toMatchObject({ code: "invalid_value" });
    expect(error.message).toMatch(/port.*username/);
    expect(error.message).not.toContain("s3cret-pass");
  });
});

describe("the window", () => {
  it("bounds what is in flight, and lets interactive commands overtake bulk ones", async () => {
    const answers: (() => void)[] = [];
    const fake = await startFakeRouter((_, peer) => {
      answers.push(() => peer.reply(["!done"]));
    });
    const router = await connect(fake.address, { window: 4 });
    const bulk = router.view("bulk");
    const all = [1, 2, 3, 4, 5].map((n) => bulk.run("/ppp/secret/set", { n: String(n) }));
    await waitFor("the bulk share of the window", () => answers.length === 2);
    const urgent = [1, 2, 3].map((n) => router.run("/ppp/active/remove", { n: String(n) }));
    await waitFor("the rest of the window", () => answers.length === 4);
    expect(sent(fake).slice(3)).toEqual(["/ppp/active/remove =n=1", "/ppp/active/remove =n=2"]);
    answers.shift()?.();
    await waitFor("the next to be sent", () => fake.sentences.length === 6);
    expect(sent(fake)[5]).toBe("/ppp/active/remove =n=3");
    const done = Promise.all([...all, ...urgent]);
    while (fake.sentences.length < 9 || answers.length > 0) {
      answers.shift()?.();
      await new Promise(setImmediate);
    }
    await done;
  });

  it("matches five thousand parallel commands to their answers", async () => {
    const fake = await startFakeRouter((words, peer) =>
      peer.reply(["!re", words[1] ?? ""], ["!done"]),
    );
    const router = await connect(fake.address);
    const replies = await Promise.all(
      Array.from({ length: 5_000 }, (_, n) => router.run("/ppp/secret/print", { n: String(n) })),
    );
    expect(replies.every(({ rows }, n) => rows[0]?.n === String(n))).toBe(true);
  });
});

it("shows no password to DEBUG", async () => {
  const debug: { enable(names: string): void; disable(): void; log(...args: unknown[]): void } =
    createRequire(import.meta.url)("debug");
  const shown: unknown[] = [];
  debug.log = (...args) => shown.push(inspect(args));
  debug.enable("routeros-api:*");
  try {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!re", "=password=s3"], ["!done"]));
    const router = await connect(fake.address);
    await router.print("/ppp/secret", { proplist: ["password"] });
  } finally {
    debug.disable();
  }
  expect(shown.join("\n")).toContain("Connected on");
  expect(shown.join("\n")).not.toContain("s3");
});

it("shows no secret when a connection is inspected or logged", async () => {
  const fake = await startFakeRouter((_, peer) =>
    peer.reply(["!trap", "=message=invalid value hunter2 for argument password"], ["!done"]),
  );
  const router = await connect(fake.address);
  expect(inspect(router, { depth: 20, showHidden: true }) + JSON.stringify(router)).not.toContain(
    "s3cret-pass",
  );
  const error = await router.run("/ppp/secret/set", { password: "hunter2" }).catch((e) => e);
  expect(inspect(error, { depth: 20 })).not.toContain("hunter2");
});

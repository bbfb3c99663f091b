import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { runBareLibrary } from "./bare-library";
import { sentence, startFakeRouter, word } from "./fake-router";

/**
 * Why the adapter exists: each defect of node-routeros 1.6.9 as the library shows it by itself, against the same fake that
 * the hardened-* tests use. Should one of these fail after an update of the library, a part of the adapter may go.
 */
const silent = () => undefined;
const connectAndPrint = `await api.connect(); out(await settle(api.write("/x/print")));`;

describe("node-routeros by itself", () => {
  it("ends the process at !empty", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!empty"], ["!done"]));
    const { exitCode, stderr } = await runBareLibrary(fake.port, connectAndPrint);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("unknown reply: !empty");
  });

  it("writes word by word, so that Nagle holds each command back", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!re", "=name=a"], ["!done"]));
    const { said } = await runBareLibrary(
      fake.port,
      `await api.connect();
       const started = performance.now();
       for (let i = 0; i < 10; i++) await api.write("/x/print", ["=a=b", "=c=d"]);
       out((performance.now() - started) / 10);`,
    );
    expect(said[0]).toBeGreaterThan(20);
  });

  it.each(["FIN", "!fatal"])("never settles what is in flight at %s", async (how) => {
    const fake = await startFakeRouter((_, peer) => {
      if (how === "FIN") peer.socket.end();
      else peer.socket.end(sentence("!fatal", "rebooting"));
    });
    const { said } = await runBareLibrary(fake.port, connectAndPrint);
    expect(said).toEqual(["pending"]);
  });

  it("never settles a connect() during whose login the router hangs up", async () => {
    const fake = await startFakeRouter((_, peer) => peer.socket.end(), { login: false });
    const { said } = await runBareLibrary(fake.port, "out(await settle(api.connect()));");
    expect(said).toEqual(["pending"]);
  });

  it("ends the process when an idle connection is reset, or is merely idle", async () => {
    const wait = "await api.connect(); await new Promise((r) => setTimeout(r, 700));";
    const cut = await startFakeRouter(
      (_, peer) => {
        peer.reply(["!done"]);
        setTimeout(() => peer.socket.resetAndDestroy(), 50);
      },
      { login: false },
    );
    expect((await runBareLibrary(cut.port, wait)).exitCode).not.toBe(0);
    const idle = await startFakeRouter();
    const { exitCode, stderr } = await runBareLibrary(idle.port, wait, { api: "timeout: 0.2" });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Timed out");
  });

  it("sends junk commands while one is running", async () => {
    const fake = await startFakeRouter();
    await runBareLibrary(
      fake.port,
      `api.on("error", () => undefined); await api.connect(); await settle(api.write("/x/print"));`,
      { api: "timeout: 0.4" },
    );
    expect(fake.sentences.slice(1)).toContainEqual(["#"]);
  });

  it("withholds a reply whose terminator arrives alone", async () => {
    const fake = await startFakeRouter((words, peer) => {
      const tagged = peer.socket;
      const bytes = sentence("!done", `.tag=${words.at(-1)?.slice(1)}`);
      tagged.write(bytes.subarray(0, -1));
      setTimeout(() => tagged.write(bytes.subarray(-1)), 30);
    });
    const { said } = await runBareLibrary(
      fake.port,
      `await api.connect();
       const channel = api.openChannel();
       out(await settle(channel.write(["/x/print", "=" + channel.Id])));`,
    );
    expect(said).toEqual(["pending"]);
  });

  it("loses its way when a length prefix is split", async () => {
    const fake = await startFakeRouter((words, peer) => {
      const tag = `.tag=${words.at(-1)?.slice(1)}`;
      const long = word(`=comment=${"x".repeat(300)}`);
      const head = Buffer.concat([word("!re"), word(tag)]);
      peer.socket.write(head);
      setTimeout(() => peer.socket.write(long.subarray(0, 1)), 30);
      const rest = Buffer.concat([long.subarray(1), Buffer.from([0]), sentence("!done", tag)]);
      setTimeout(() => peer.socket.write(rest), 60);
    });
    const { said, exitCode } = await runBareLibrary(
      fake.port,
      `await api.connect();
       const channel = api.openChannel();
       out(await settle(channel.write(["/x/print", "=" + channel.Id])));`,
    );
    expect(exitCode !== 0 || said[0] === "pending").toBe(true);
  });

  it("waits for whatever length the other end claims", async () => {
    const fake = await startFakeRouter((_, peer) =>
      peer.raw(Buffer.from([0xf0, 0x7f, 0, 0, 0, 1])),
    );
    const { said } = await runBareLibrary(fake.port, connectAndPrint);
    expect(said).toEqual(["pending"]);
  });

  it("writes letters beyond windows-1252 as question marks", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    await runBareLibrary(
      fake.port,
      `await api.connect(); await api.write("/x/set", ["=c=Wanjikũ"]);`,
    );
    expect(fake.sentences[1]).toEqual(["/x/set", "=c=Wanjik?"]);
  });

  it("answers a login challenge wrongly when the password is not ASCII", async () => {
    const fake = await startFakeRouter(
      (words, peer) =>
        words.some((w) => w.startsWith("=response="))
          ? peer.reply(["!done"])
          : peer.reply(["!done", `=ret=${"00112233445566778899aabbccddeeff"}`]),
      { login: false },
    );
    await runBareLibrary(fake.port, "await api.connect();", { api: `password: "pässwörd"` });
    const { challengeResponse } = await import("@/lib/routeros/connection/challenge");
    const right = challengeResponse("pässwörd", "00112233445566778899aabbccddeeff");
    expect(fake.sentences[1]).toHaveLength(3);
    expect(fake.sentences[1]).not.toContain(`=response=${right}`);
  });

  it("keeps only the text of a trap, and drops rows without attributes", async () => {
    const trap = ["!trap", "=category=1", "=message=unknown parameter x"];
    const fake = await startFakeRouter((words, peer) =>
      words[0] === "/x/set" ? peer.reply(trap, ["!done"]) : peer.reply(["!re"], ["!re"], ["!done"]),
    );
    const { said } = await runBareLibrary(
      fake.port,
      `await api.connect();
       out(await settle(api.write("/x/set")));
       out(await settle(api.write("/x/print")));`,
    );
    expect(said).toEqual([{ error: "unknown parameter x", keys: [] }, { value: [] }]);
  });

  it("speaks TLS to the plain port, loses error codes, and changes its caller's array", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    const { said } = await runBareLibrary(
      fake.port,
      `out(new RouterOSAPI({ host: "127.0.0.1", tls: {} }).port);
       out(await settle(new RouterOSAPI({ host: "127.0.0.1", port: 1 }).connect()));
       await api.connect();
       const words = ["/x/print"];
       await api.write(words);
       out(words.length);`,
    );
    expect(said).toEqual([8728, { error: "", keys: ["name", "errno"] }, 2]);
  });

  it("waits for a goodbye that need not come", async () => {
    const fake = await startFakeRouter(silent, { allowHalfOpen: true });
    const { said } = await runBareLibrary(
      fake.port,
      "await api.connect(); out(await settle(api.close()));",
    );
    expect(said).toEqual(["pending"]);
  });

  it("takes whatever release there is of what it needs, so ours are pinned", async () => {
    const require = createRequire(import.meta.url);
    const library = require("node-routeros/package.json");
    const { overrides } = require("../../../package.json");
    expect(Object.values(library.dependencies)).toContain("*");
    for (const name of Object.keys(library.dependencies)) {
      const { version } = createRequire(require.resolve("node-routeros"))(`${name}/package.json`);
      expect(`${name} ${version}`).toBe(`${name} ${overrides["node-routeros"][name]}`);
    }
  });

  it("shows the password to DEBUG", async () => {
    const fake = await startFakeRouter();
    const { stderr } = await runBareLibrary(fake.port, "await api.connect();", {
      env: { DEBUG: "routeros-api:*" },
    });
    expect(stderr).toContain("s3cret-pass");
  });
});

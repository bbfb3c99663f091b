import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import {
  type OpenOptions,
  openRouter,
  type RouterAddress,
  type RouterConnection,
} from "@/lib/routeros";
import { waitFor } from "@/tests/support";
import { sentence, startFakeRouter, word } from "./fake-router";

const open: RouterConnection[] = [];
afterEach(() => Promise.all(open.splice(0).map((router) => router.close())));

async function connect(address: RouterAddress, options?: OpenOptions) {
  const router = await openRouter(address, options);
  open.push(router);
  return router;
}

const names = { proplist: [".id", "name"] };

describe("replies", () => {
  it("survives !empty, which releases since 7.18 send before !done", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!empty"], ["!done"]));
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([]);
    expect(await router.print("/ppp/secret", names)).toEqual([]);
  });

  it("takes a reply word that no release sends yet as saying nothing", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!progress"], ["!done"]));
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([]);
  });

  it("counts rows that have no attributes", async () => {
    const fake = await startFakeRouter((_, peer) =>
      peer.reply(["!re"], ["!re", "=name=a"], ["!re"], ["!done"]),
    );
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([{}, { name: "a" }, {}]);
  });

  it("keeps equals signs in values, and keys that would poison an object", async () => {
    const fake = await startFakeRouter((_, peer) =>
      peer.reply(["!re", "=comment=a=b=c", "=__proto__=x"], ["!done"]),
    );
    const router = await connect(fake.address);
    const [row] = await router.print("/ppp/secret", names);
    expect(row?.comment).toBe("a=b=c");
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("keeps category and text of a trap, and the later traps", async () => {
    const fake = await startFakeRouter((_, peer) =>
      peer.reply(
        ["!trap", "=category=1", "=message=unknown parameter foo"],
        ["!trap", "=message=second"],
        ["!done"],
      ),
    );
    const router = await connect(fake.address);
    await expect(router.run("/ppp/secret/set", { foo: "1" })).rejects.toMatchObject({
      code: "unknown_parameter",
      trap: { category: 1, message: "unknown parameter foo; second" },
      ambiguous: true,
    });
  });

  it("matches interleaved replies by tag, wherever in the sentence it stands", async () => {
    const waiting: [string, (b: Buffer) => void][] = [];
    const fake = await startFakeRouter((words, peer) => {
      waiting.push([words[2] ?? "", (bytes) => peer.raw(bytes)]);
      if (waiting.length < 2) return;
      const [a, b] = waiting;
      b?.[1](sentence("!re", ".tag=t3", `=name=${b[0]}`));
      a?.[1](sentence("!re", `=name=${a[0]}`, ".tag=t2"));
      b?.[1](sentence("!done", ".tag=t3"));
      a?.[1](sentence("!done", ".tag=t2"));
    });
    const router = await connect(fake.address);
    const [a, b] = await Promise.all(
      ["alice", "bob"].map((name) => router.print("/ppp/secret", { ...names, query: [name] })),
    );
    expect([a, b]).toEqual([[{ name: "?alice" }], [{ name: "?bob" }]]);
  });

  it("does not change the words that its caller passed", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    const router = await connect(fake.address);
    const words = Object.freeze([Object.freeze(["name", "a"] as const)]);
    await router.run("/ppp/secret/add", words);
    await router.run("/ppp/secret/add", words);
    expect(fake.sentences.slice(1)).toEqual([
      ["/ppp/secret/add", "=name=a"],
      ["/ppp/secret/add", "=name=a"],
    ]);
  });
});

describe("framing", () => {
  it("answers at once when the terminator arrives alone", async () => {
    const fake = await startFakeRouter((_, peer) => {
      const bytes = Buffer.concat([
        sentence("!re", ".tag=t2", "=name=a"),
        sentence("!done", ".tag=t2"),
      ]);
      peer.raw(bytes.subarray(0, -1));
      setTimeout(() => peer.raw(bytes.subarray(-1)), 30);
    });
    const router = await connect(fake.address);
    const started = performance.now();
    expect(await router.print("/ppp/secret", names)).toEqual([{ name: "a" }]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("reads a length prefix that is split between segments", async () => {
    const comment = "x".repeat(300);
    const fake = await startFakeRouter((_, peer) => {
      const head = Buffer.concat([word("!re"), word(".tag=t2")]);
      const long = word(`=comment=${comment}`);
      peer.raw(Buffer.concat([head, long.subarray(0, 1)]));
      const rest = Buffer.concat([
        long.subarray(1),
        Buffer.from([0]),
        sentence("!done", ".tag=t2"),
      ]);
      setTimeout(() => peer.raw(rest), 30);
    });
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([{ comment }]);
  });

  it("does not take the zero in the length of a 256-byte word for a terminator", async () => {
    const value = "y".repeat(256 - "=comment=".length);
    const fake = await startFakeRouter((_, peer) =>
      peer.reply(["!re", `=comment=${value}`], ["!done"]),
    );
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([{ comment: value }]);
  });

  it.each([
    ["a reserved length byte", Buffer.from([0xf8, 1, 2, 3])],
    ["a word of 200 MiB", Buffer.from([0xec, 0x80, 0, 0])],
    ["a word of 3 GiB", Buffer.from([0xf0, 0xc0, 0, 0, 0])],
    ["an HTTP answer", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["the start of an FTP greeting", Buffer.from("220 ")],
  ])("drops the connection at %s and says so", async (_, garbage) => {
    const fake = await startFakeRouter((_words, peer) => {
      peer.raw(garbage);
    });
    const router = await connect(fake.address);
    await expect(router.print("/ppp/secret", names)).rejects.toMatchObject({ code: "protocol" });
    expect(router.closed).toBe(true);
  });

  it("drops the connection when an attribute claims more than 4 MiB, without buffering it", async () => {
    const fake = await startFakeRouter((_, peer) => {
      peer.raw(Buffer.concat([word("!re"), word(".tag=t2"), Buffer.from([0xe0, 0x40, 0, 1])]));
    });
    const router = await connect(fake.address);
    await expect(router.print("/ppp/secret", names)).rejects.toMatchObject({ code: "protocol" });
  });

  it("refuses to send a word of more than 4 MiB, and stays usable", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    const router = await connect(fake.address);
    const big = { comment: "x".repeat(4 * 1024 * 1024) };
    await expect(router.run("/ppp/secret/add", big)).rejects.toMatchObject({
      code: "invalid_value",
    });
    expect(await router.print("/ppp/secret", names)).toEqual([]);
  });
});

describe("text", () => {
  it("writes UTF-8", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!done"]));
    const router = await connect(fake.address);
    await router.run("/ppp/secret/set", { comment: "Wanjikũ – Ünï 漢字" });
    expect(fake.sentences[1]).toEqual(["/ppp/secret/set", "=comment=Wanjikũ – Ünï 漢字"]);
  });

  it("reads UTF-8, and takes the router's codepage only for what is not", async () => {
    const legacy = Buffer.concat([
      Buffer.from("=comment="),
      Buffer.from([0x43, 0x61, 0x66, 0xe9, 0x20, 0x80, 0x81]),
    ]);
    const fake = await startFakeRouter((_, peer) =>
      peer.raw(
        Buffer.concat([
          sentence("!re", ".tag=t2", "=name=Wanjikũ", legacy),
          sentence("!done", ".tag=t2"),
        ]),
      ),
    );
    const router = await connect(fake.address);
    expect(await router.print("/ppp/secret", names)).toEqual([
      { name: "Wanjikũ", comment: "Café €\u0081" },
    ]);
  });
});

describe("speed", () => {
  it("does not pay Nagle's 40 ms per command", async () => {
    const fake = await startFakeRouter((_, peer) => peer.reply(["!re", "=name=a"], ["!done"]));
    const router = await connect(fake.address);
    const started = performance.now();
    for (let i = 0; i < 40; i++) await router.print("/ppp/secret", names);
    expect((performance.now() - started) / 40).toBeLessThan(20);
  });
});

describe("speed of commands side by side", () => {
  it("does not hold the second command back until the first is acknowledged", async () => {
    let held: (() => void)[] = [];
    const fake = await startFakeRouter((_, peer) => {
      held.push(() => peer.reply(["!done"]));
      if (held.length < 2) return;
      for (const answer of held) answer();
      held = [];
    });
    const router = await connect(fake.address);
    const started = performance.now();
    for (let i = 0; i < 20; i++) {
      await Promise.all([1, 2].map(() => router.print("/ppp/secret", names)));
    }
    expect((performance.now() - started) / 20).toBeLessThan(20);
  });
});

describe("signing in", () => {
  it("answers the challenge of old routers over bytes, also for a password beyond ASCII", async () => {
    const challenge = "0123456789abcdef0123456789abcdef";
    const fake = await startFakeRouter(
      (words, peer) => {
        if (words.some((w) => w.startsWith("=response="))) peer.reply(["!done"]);
        else peer.reply(["!done", `=ret=${challenge}`]);
      },
      { login: false },
    );
    await connect({ ...fake.address, password: "pässwörd" });
    const digest = createHash("md5")
      .update(
        Buffer.concat([Buffer.from([0]), Buffer.from("pässwörd"), Buffer.from(challenge, "hex")]),
      )
      .digest("hex");
    expect(fake.sentences[1]).toEqual(["/login", "=name=isp", `=response=00${digest}`]);
  });

  it.each([
    ["invalid user name or password (6)", "login_failed"],
    ["cannot log in", "login_failed"],
    ["std failure: not allowed (9)", "no_api_policy"],
  ])("tells %s as %s, without the password", async (message, code) => {
    const fake = await startFakeRouter(
      (_, peer) => peer.reply(["!trap", `=message=${message}`], ["!done"]),
      { login: false },
    );
    const error = await openRouter(fake.address).catch((e) => e);
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain("isp");
    expect(JSON.stringify(error) + error.stack).not.toContain("s3cret-pass");
    await waitFor("the socket to go", () => fake.sockets[0]?.destroyed);
  });
});

import { describe, expect, it } from "vitest";
import {
  observeRouter,
  observeSessions,
  observeUser,
  openRouter,
  scanRouter,
} from "@/lib/routeros";
import type { ResourceKind } from "@/lib/sync";
import { startFakeRouter } from "./fake-router";
import { aliceTag, bobTag, installation, simulatedRouter } from "./simulated-router";

const comment = `${aliceTag} Alice A-0001`;

/** What a pass asks for to look at one PPPoE user. */
const userInput = (
  name: string,
  tag: string,
  more: { comments?: string[]; shared?: [ResourceKind, string][] } = {},
) => ({
  tag,
  comments: more.comments ?? [],
  resources: [["secret" as const, name] as const, ...(more.shared ?? [])].map(([kind, named]) => ({
    kind,
    name: named,
    ensure: "present" as const,
  })),
  session: { service: "pppoe" as const, name },
});
const shared: [ResourceKind, string][] = [
  ["profile", "isp-home-1"],
  ["pool", "isp-pppoe"],
];

async function routerWithAlice(version: "7.16" | "7.22" = "7.16") {
  const setUp = await simulatedRouter({ version });
  const { sim } = setUp;
  sim.addRow("/ip/pool", {
    name: "isp-pppoe",
    ranges: "10.64.0.2-10.64.0.9",
    comment: installation,
  });
  sim.addRow("/ppp/profile", {
    name: "isp-home-1",
    "local-address": "10.64.0.1",
    "remote-address": "isp-pppoe",
    "rate-limit": "5M/10M",
    comment: installation,
  });
  sim.addRow("/ppp/secret", {
    name: "alice",
    password: "wifi",
    service: "pppoe",
    profile: "isp-home-1",
    comment,
  });
  sim.addRow("/ppp/secret", { name: "mallory", password: "private", comment: "by hand" });
  return setUp;
}

describe.each(["7.16", "7.22"] as const)("observing one user on %s", (version) => {
  it("reads secret, profile, pool and session, and nobody else's rows", async () => {
    const { sim, router } = await routerWithAlice(version);
    sim.dial({ name: "alice", password: "wifi" });
    const now = new Date("2026-03-01T12:00:00Z");
    const rows = await observeUser(router, userInput("alice", aliceTag, { shared }), {
      now: () => now,
    });
    expect(rows.map((row) => [row.kind, row.name])).toEqual([
      ["secret", "alice"],
      ["profile", "isp-home-1"],
      ["pool", "isp-pppoe"],
      ["session", "alice"],
    ]);
    const [secret, profile, , session] = rows;
    expect(secret).toMatchObject({ comment, dynamic: false, isDefault: false });
    expect(secret?.fields).toEqual({
      service: "pppoe",
      "caller-id": "",
      password: "wifi",
      profile: "isp-home-1",
      disabled: "false",
    });
    expect(profile?.fields["rate-limit"]).toBe("5M/10M");
    expect(session?.fields.address).toBe("10.64.0.2");
    expect(now.getTime() - (session?.startedAt?.getTime() ?? 0)).toBeLessThan(2_000);
  });
});

describe("observing one user", () => {
  it("finds nothing where nothing is", async () => {
    const { router } = await simulatedRouter({ version: "7.22" });
    expect(await observeUser(router, userInput("nobody", aliceTag))).toEqual([]);
  });

  it("reads the profiles and pools that the plan will need", async () => {
    const { router } = await routerWithAlice();
    const wanted: typeof shared = [["profile", "isp-none"], ...shared];
    const rows = await observeUser(router, userInput("nobody", aliceTag, { shared: wanted }));
    expect(rows.map((row) => row.name)).toEqual(["isp-home-1", "isp-pppoe"]);
  });

  it("finds our secret under a name that somebody gave it, with its sessions", async () => {
    const { sim, router } = await routerWithAlice();
    sim.setRow("/ppp/secret", "alice", { name: "alicia" });
    sim.dial({ name: "alicia", password: "wifi" });
    const rows = await observeUser(router, userInput("alice", aliceTag, { comments: [comment] }));
    expect(rows.filter((row) => row.kind !== "profile" && row.kind !== "pool")).toMatchObject([
      { kind: "secret", name: "alicia" },
      { kind: "session", name: "alicia" },
    ]);
  });

  it("keeps passwords of rows that are not this user's to the router", async () => {
    const { router } = await routerWithAlice();
    const [foreign] = await observeUser(router, userInput("mallory", aliceTag));
    expect(foreign?.fields).not.toHaveProperty("password");
    const [other] = await observeUser(router, userInput("alice", bobTag));
    expect(other?.fields).not.toHaveProperty("password");
  });

  it("leaves the password out when the API user may not see it", async () => {
    const { sim, address } = await simulatedRouter({
      users: [
        { name: "isp", password: "s3cret-pass" },
        { name: "blind", password: "x", policies: ["api", "read", "write", "test"] },
      ],
    });
    sim.addRow("/ppp/secret", { name: "alice", password: "wifi", comment });
    const blind = await openRouter({ ...address, username: "blind", password: "x" });
    const [secret] = await observeUser(blind, userInput("alice", aliceTag));
    await blind.close();
    expect(secret?.fields.profile).toBe("default");
    expect(secret?.fields).not.toHaveProperty("password");
  });

  it("reads a reference to a profile that is gone as the id that it left behind", async () => {
    const { sim, router } = await routerWithAlice();
    sim.removeRow("/ppp/profile", "isp-home-1");
    const rows = await observeUser(router, userInput("alice", aliceTag));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.fields.profile).toMatch(/^\*/);
  });

  it("sees the same whatever way the reply is cut into segments", async () => {
    const { sim, router } = await routerWithAlice();
    const whole = await observeUser(router, userInput("alice", aliceTag));
    for (const seed of [1, 2, 3]) {
      sim.faults.clear();
      sim.faults.add({ kind: "split", seed, maxBytes: 3 });
      expect(await observeUser(router, userInput("alice", aliceTag))).toEqual(whole);
    }
  });
});

describe("observing sessions", () => {
  it("reads those of one name, or all, in one print", async () => {
    const { sim, router } = await routerWithAlice();
    for (const [name, password] of [
      ["alice", "wifi"],
      ["mallory", "private"],
    ] as const) {
      sim.dial({ name, password });
    }
    const named = async (name?: string) =>
      (await observeSessions(router, name ? { name } : {})).map((row) => row.name).sort();
    expect(await named()).toEqual(["alice", "mallory"]);
    expect(await named("alice")).toEqual(["alice"]);
    expect(await named("nobody")).toEqual([]);
  });
});

describe("observing the whole router", () => {
  it("prints each table once, with passwords of our own rows only", async () => {
    const { sim, router } = await routerWithAlice();
    sim.dial({ name: "alice", password: "wifi" });
    sim.resetLog();
    const rows = await observeRouter(router, { tag: installation });
    const secrets = rows.filter((row) => row.kind === "secret");
    expect(secrets.map((row) => [row.name, row.fields.password])).toEqual([
      ["alice", "wifi"],
      ["mallory", undefined],
    ]);
    expect(rows.filter((row) => row.isDefault).map((row) => row.name)).toEqual([
      "default",
      "default-encryption",
    ]);
    expect(rows.filter((row) => row.kind === "session")).toHaveLength(1);
    const paths = sim.commands().map((entry) => entry.path);
    expect(paths.filter((path) => path === "/ppp/secret/print")).toHaveLength(2);
    expect(paths.filter((path) => path === "/ppp/active/print")).toHaveLength(1);
    const prints = sim.commands().map((entry) => entry.words.join(" "));
    expect(prints.every((words) => /\.proplist|count-only/.test(words))).toBe(true);
    expect(sim.writes()).toEqual([]);
  });

  it("gives the same rows when they are left unread until somebody asks, at the same price", async () => {
    const { sim, router } = await routerWithAlice();
    sim.dial({ name: "alice", password: "wifi" });
    sim.addRow("/ppp/secret", { name: "njeri", comment: "Njĩrĩ" });
    const options = { now: () => new Date(0) };
    const reading = { tag: installation, services: ["static", "hotspot"] as const, lists: ["l"] };
    sim.resetLog();
    const read = await observeRouter(
      router,
      { ...reading, services: [...reading.services] },
      options,
    );
    const asked = sim.commands().length;
    const tables = await scanRouter(
      router,
      { ...reading, services: [...reading.services] },
      options,
    );
    expect(sim.commands().length).toBe(asked * 2);
    const sessionsAside = (rows: typeof read) =>
      rows.map(({ startedAt: _, fields: { uptime: __, ...fields }, ...row }) => ({
        ...row,
        fields,
      }));
    const unread = tables.flatMap(({ rows }) => rows.map((row) => row.read()));
    expect(sessionsAside(unread)).toEqual(sessionsAside(read));
    const session = tables.find(({ kind }) => kind === "session")?.rows[0];
    expect(session?.startedAtMs()).toBe(session?.read().startedAt?.getTime());
  });

  it("reads three thousand secrets", async () => {
    const { sim, router } = await simulatedRouter();
    for (let n = 0; n < 3_000; n++) sim.addRow("/ppp/secret", { name: `user-${n}` });
    const rows = await observeRouter(router, { tag: installation });
    expect(rows.filter((row) => row.kind === "secret")).toHaveLength(3_000);
  });

  it("takes nothing for read when the reply is cut, whatever the byte", async () => {
    const { sim, router, address } = await routerWithAlice();
    await router.close();
    for (let afterBytes = 0; afterBytes < 200; afterBytes += 7) {
      sim.faults.clear();
      sim.faults.add({
        kind: "drop",
        afterBytes,
        path: "/ppp/secret/print",
        reset: afterBytes % 2 === 0,
      });
      const cut = await openRouter(address);
      await expect(observeRouter(cut, { tag: installation })).rejects.toMatchObject({
        code: "closed",
        ambiguous: false,
      });
      await cut.close();
    }
  });

  it("does not believe a print that another trap ends", async () => {
    const { sim, router } = await routerWithAlice();
    sim.faults.add({ kind: "trap", path: "/ppp/secret/print", message: "failure: timeout" });
    await expect(observeRouter(router, { tag: installation })).rejects.toMatchObject({
      code: "trap",
      ambiguous: false,
    });
  });

  /** A router whose first `wrong` counts of secrets are one too many. */
  const miscounting = (wrong: number) => {
    let counts = 0;
    return startFakeRouter((words, peer) => {
      const isCount = words.includes("=count-only=");
      if (words[0] !== "/ppp/secret/print")
        return peer.reply(["!done", ...(isCount ? ["=ret=0"] : [])]);
      if (!isCount) return peer.reply(["!re", "=.id=*1", "=name=alice"], ["!done"]);
      counts += 1;
      peer.reply(["!done", `=ret=${counts <= wrong ? 2 : 1}`]);
    });
  };

  it("prints again when the count says that rows are missing", async () => {
    const fake = await miscounting(1);
    const router = await openRouter(fake.address);
    expect(await observeRouter(router, { tag: installation })).toHaveLength(1);
    const prints = fake.sentences.filter(
      (w) => w[0] === "/ppp/secret/print" && !w.includes("=count-only="),
    );
    expect(prints).toHaveLength(2);
    await router.close();
  });

  it("gives up on a table that never adds up, rather than take rows for deleted", async () => {
    const fake = await miscounting(9);
    const router = await openRouter(fake.address);
    await expect(observeRouter(router, { tag: installation })).rejects.toMatchObject({
      code: "protocol",
    });
    await router.close();
  });
});

import { describe, expect, it } from "vitest";
import { applyChange, isRouterError } from "@/lib/routeros";
import { aliceTag, bobTag, change, installation, simulatedRouter } from "./simulated-router";

const comment = `${aliceTag} Alice A-0001`;
const options = { tag: aliceTag, resolveSecret: () => "wifi-pass" };
const creation = change({
  verb: "create",
  kind: "secret",
  after: { service: "pppoe", password: "•••", "remote-address": "", comment },
});
const SECRET = "/ppp/secret";

describe("creating", () => {
  it("adds the row with the secret's value in place of its mask", async () => {
    const { sim, router } = await simulatedRouter();
    const applied = await applyChange(router, creation, options);
    const [row] = sim.rows(SECRET);
    expect(applied).toEqual({ outcome: "created", rowId: row?.[".id"] });
    expect(row).toMatchObject({ name: "alice", password: "wifi-pass", service: "pppoe", comment });
  });

  it("makes our own row right when it is there already", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", "remote-address": "10.9.9.9", comment });
    expect(await applyChange(router, creation, options)).toEqual({ outcome: "updated", rowId });
    expect(sim.rows(SECRET)).toHaveLength(1);
    expect(sim.rows(SECRET)[0]).toMatchObject({ password: "wifi-pass", service: "pppoe" });
    expect(sim.rows(SECRET)[0]).not.toHaveProperty("remote-address");
  });

  it.each([
    ["made by hand", "by hand"],
    ["of another user", `${bobTag} Bob`],
    ["of another installation", "isp:0190a000-0000-7000-8000-00000000ffff:x Eve"],
  ])("never touches a row %s", async (_, theirs) => {
    const { sim, router } = await simulatedRouter();
    sim.addRow(SECRET, { name: "alice", password: "theirs", comment: theirs });
    const before = sim.rows(SECRET);
    await expect(applyChange(router, creation, options)).rejects.toMatchObject({
      code: "conflict",
      retryable: false,
    });
    expect(sim.rows(SECRET)).toEqual(before);
  });

  it("heals an add that trapped and was applied all the same", async () => {
    const { sim, router } = await simulatedRouter();
    sim.faults.add({
      kind: "trap-but-applied",
      path: `${SECRET}/add`,
      message: "action timed out",
    });
    expect(await applyChange(router, creation, options)).toMatchObject({ outcome: "updated" });
    expect(sim.rows(SECRET)).toHaveLength(1);
  });

  it("passes the router's refusal on when no row of that name is there", async () => {
    const { sim, router } = await simulatedRouter();
    const wrong = { ...creation, after: { ...creation.after, profile: "isp-none" } };
    await expect(applyChange(router, wrong, options)).rejects.toMatchObject({
      code: "bad_reference",
      ambiguous: true,
      trap: { message: "input does not match any value of profile" },
    });
    expect(sim.rows(SECRET)).toEqual([]);
  });

  it.each([
    { kind: "applied-but-reply-lost", rows: 1 },
    { kind: "drop", afterBytes: 3, rows: 1 },
    { kind: "drop", afterBytes: 0, applied: false, rows: 0 },
  ] as const)(
    "calls a lost reply ambiguous and does not try again: %o",
    async ({ rows, ...fault }) => {
      const { sim, router } = await simulatedRouter();
      sim.faults.add({ ...fault, path: `${SECRET}/add` });
      const error = await applyChange(router, creation, options).catch((e) => e);
      expect(error).toMatchObject({ code: "closed", ambiguous: true, retryable: true });
      expect(sim.rows(SECRET)).toHaveLength(rows);
      expect(sim.writes()).toHaveLength(1);
    },
  );

  it("shows the secret in no error", async () => {
    const { sim, router } = await simulatedRouter();
    const message = "invalid value wifi-pass for argument password";
    sim.faults.add({ kind: "trap", path: `${SECRET}/add`, message });
    const error = await applyChange(router, creation, options).catch((e) => e);
    expect(isRouterError(error, "invalid_value")).toBe(true);
    expect(JSON.stringify({ ...error }) + error.message + error.stack).not.toContain("wifi-pass");
  });
});

describe("updating", () => {
  it("sets what differs and clears what is empty", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, {
      name: "alice",
      "remote-address": "10.9.9.9",
      "caller-id": "AA:BB:CC:DD:EE:FF",
      comment,
    });
    const after = { disabled: "true", "remote-address": "", "caller-id": "" };
    const update = change({ verb: "update", kind: "secret", rowId, after });
    expect(await applyChange(router, update, options)).toEqual({ outcome: "updated", rowId });
    const [row] = sim.rows(SECRET);
    expect(row).toMatchObject({ disabled: "true", "caller-id": "" });
    expect(row).not.toHaveProperty("remote-address");
    expect(sim.writes()).toHaveLength(1);
  });

  it("clears what a profile can only unset", async () => {
    const { sim, router } = await simulatedRouter();
    const profile = { name: "isp-home", "rate-limit": "5M/10M", "idle-timeout": "5m" };
    const rowId = sim.addRow("/ppp/profile", { ...profile, comment: installation });
    const after = { "rate-limit": "", "idle-timeout": "" };
    const update = change({ verb: "update", kind: "profile", name: "isp-home", rowId, after });
    await applyChange(router, update, options);
    const row = sim.rows("/ppp/profile").find((one) => one.name === "isp-home");
    expect(row).not.toHaveProperty("rate-limit");
    expect(row).not.toHaveProperty("idle-timeout");
  });

  it("renames", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", comment });
    const after = { name: "alice2" };
    await applyChange(router, change({ verb: "update", kind: "secret", rowId, after }), options);
    expect(sim.rows(SECRET)[0]).toMatchObject({ ".id": rowId, name: "alice2" });
  });

  it("does nothing when the mark went since the plan was made", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", comment: "mine now" });
    const update = change({ verb: "update", kind: "secret", rowId, after: { disabled: "true" } });
    await expect(applyChange(router, update, options)).rejects.toMatchObject({ code: "conflict" });
    expect(sim.writes()).toEqual([]);
  });

  it("does nothing when the row went, or is another one by now", async () => {
    const { sim, router } = await simulatedRouter();
    const update = change({
      verb: "update",
      kind: "secret",
      rowId: "*77",
      after: { disabled: "true" },
    });
    await expect(applyChange(router, update, options)).rejects.toMatchObject({
      code: "no_such_item",
    });
    sim.addRow(SECRET, { name: "alice", comment });
    await expect(applyChange(router, update, options)).rejects.toMatchObject({
      code: "no_such_item",
      retryable: true,
    });
    expect(sim.writes()).toEqual([]);
  });

  it("never touches what the router came with, not even under our mark", async () => {
    const { sim, router } = await simulatedRouter();
    sim.setRow("/ppp/profile", "default", { comment: installation });
    const after = { "rate-limit": "1M/1M" };
    const update = change({ verb: "update", kind: "profile", name: "default", after });
    await expect(applyChange(router, update, options)).rejects.toMatchObject({ code: "conflict" });
    expect(sim.writes()).toEqual([]);
  });

  it("says which right is missing", async () => {
    const { sim, router } = await simulatedRouter({
      users: [{ name: "isp", password: "s3cret-pass", policies: ["api", "read"] }],
    });
    const rowId = sim.addRow(SECRET, { name: "alice", comment });
    const update = change({ verb: "update", kind: "secret", rowId, after: { disabled: "true" } });
    await expect(applyChange(router, update, options)).rejects.toMatchObject({
      code: "not_enough_permissions",
      retryable: false,
    });
  });
});

describe("deleting", () => {
  const deletion = (rowId?: string) => change({ verb: "delete", kind: "secret", rowId });

  it("removes our row, and is content when it is gone", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", comment });
    expect(await applyChange(router, deletion(rowId), options)).toEqual({
      outcome: "deleted",
      rowId,
    });
    expect(await applyChange(router, deletion(rowId), options)).toEqual({ outcome: "already" });
    expect(sim.rows(SECRET)).toEqual([]);
  });

  it("is content when the row goes between the look and the removal", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", comment });
    sim.faults.add({ kind: "trap", path: `${SECRET}/remove`, message: "no such item (4)" });
    expect(await applyChange(router, deletion(rowId), options)).toEqual({ outcome: "already" });
  });

  it("leaves a row alone that lost our mark", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow(SECRET, { name: "alice", comment: "mine now" });
    await expect(applyChange(router, deletion(rowId), options)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(sim.rows(SECRET)).toHaveLength(1);
  });

  it("removes a shared profile only when nothing refers to it", async () => {
    const { sim, router } = await simulatedRouter();
    const rowId = sim.addRow("/ppp/profile", { name: "isp-home", comment: installation });
    sim.addRow(SECRET, { name: "by-hand", profile: "isp-home" });
    const remove = change({ verb: "delete", kind: "profile", name: "isp-home", rowId });
    await expect(applyChange(router, remove, options)).rejects.toMatchObject({ code: "conflict" });
    sim.removeRow(SECRET, "by-hand");
    expect(await applyChange(router, remove, options)).toEqual({ outcome: "deleted", rowId });
  });

  it("removes a pool only when no profile uses it", async () => {
    const { sim, router } = await simulatedRouter();
    const pool = { name: "isp-pppoe", ranges: "10.64.0.2-10.64.0.9", comment: installation };
    const rowId = sim.addRow("/ip/pool", pool);
    sim.addRow("/ppp/profile", { name: "by-hand", "remote-address": "isp-pppoe" });
    const remove = change({ verb: "delete", kind: "pool", name: "isp-pppoe", rowId });
    await expect(applyChange(router, remove, options)).rejects.toMatchObject({ code: "conflict" });
    sim.removeRow("/ppp/profile", "by-hand");
    expect(await applyChange(router, remove, options)).toEqual({ outcome: "deleted", rowId });
  });
});

describe("kicking", () => {
  async function online() {
    const setUp = await simulatedRouter({ redialSeconds: 0.05 });
    setUp.sim.addRow(SECRET, { name: "alice", password: "wifi", comment });
    setUp.sim.dial({ name: "alice", password: "wifi" });
    return setUp;
  }
  const kick = (rowId?: string) => change({ verb: "kick", kind: "session", rowId });

  it("ends the session that is meant", async () => {
    const { sim, router } = await online();
    sim.setRow(SECRET, "alice", { disabled: "yes" });
    const rowId = sim.sessions()[0]?.id;
    const found = [rowId];
    expect(await applyChange(router, kick(rowId), options)).toEqual({
      outcome: "kicked",
      rowId,
      found,
    });
    expect(sim.sessions()).toEqual([]);
    const again = await applyChange(router, kick(rowId), options);
    expect(again).toEqual({ outcome: "already", found: [] });
  });

  it("leaves a session alone that began since the plan was made", async () => {
    const { sim, router } = await online();
    expect(await applyChange(router, kick("*FFFF"), options)).toEqual({
      outcome: "already",
      found: [sim.sessions()[0]?.id],
    });
    expect(sim.sessions()).toHaveLength(1);
    expect(sim.writes()).toEqual([]);
  });

  it("ends all of a name when no session is named", async () => {
    const { sim, router } = await online();
    sim.setRow(SECRET, "alice", { disabled: "yes" });
    expect(await applyChange(router, kick(), options)).toMatchObject({ outcome: "kicked" });
    expect(sim.sessions()).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import type { Policy } from "@/tests/simulators/routeros";
import { client, router, visitor } from "./harness";

const POLICIES = "api,read,write,sensitive,test";

describe("users and groups", () => {
  it("a group and a user that a provisioning client adds can sign in, with these policies", async () => {
    const simulator = await router();
    const admin = await client(simulator);
    await admin.call("/user/group/add", "=name=isp", `=policy=${POLICIES}`);
    await admin.call("/user/add", "=name=isp-api", "=group=isp", "=password=s3cret");
    const api = await client(simulator, "isp-api", "s3cret");
    expect(await api.trap("/ppp/secret/add", "=name=a", "=password=p")).toBeUndefined();
    expect((await api.rows("/ppp/secret/print"))[0]?.password).toBe("p");
    expect(await api.trap("/system/reboot")).toBe("not enough permissions (9)");
    expect(await api.trap("/user/add", "=name=b", "=group=full")).toBe(
      "not enough permissions (9)",
    );
    const [row] = await admin.rows("/user/print", "?name=isp-api");
    expect(row).toMatchObject({ group: "isp", disabled: "false" });
    expect(row).not.toHaveProperty("password");
  });

  it("a group reads back every policy, those that it lacks with a mark", async () => {
    const simulator = await router();
    simulator.addRow("/user/group", { name: "isp", policy: POLICIES });
    const policy = simulator.rows("/user/group").at(-1)?.policy?.split(",") ?? [];
    expect(policy.slice(0, 5)).toEqual(["read", "write", "test", "sensitive", "api"]);
    expect(policy.slice(5).every((word) => word.startsWith("!"))).toBe(true);
    expect(() => simulator.addRow("/user/group", { name: "x", policy: "fly" })).toThrow(
      "input does not match any value of policy",
    );
  });

  it("a new password, a disabled user and a foreign address keep people out", async () => {
    const simulator = await router();
    simulator.addRow("/user", { name: "isp", group: "full", password: "old" });
    const entry = async (password: string) => {
      const guest = await visitor(simulator);
      return guest.trap("/login", "=name=isp", `=password=${password}`);
    };
    expect(await entry("old")).toBeUndefined();
    simulator.setRow("/user", "isp", { password: "new" });
    expect([await entry("old"), await entry("new")]).toEqual([
      "invalid user name or password (6)",
      undefined,
    ]);
    simulator.setRow("/user", "isp", { address: "10.0.0.0/8" });
    expect(await entry("new")).toBe("invalid user name or password (6)");
    simulator.setRow("/user", "isp", { address: "10.0.0.0/8,127.0.0.0/8" });
    expect(await entry("new")).toBeUndefined();
    simulator.setRow("/user", "isp", { disabled: "yes" });
    expect(await entry("new")).toBe("invalid user name or password (6)");
  });

  it("a group that somebody is in stays", async () => {
    const simulator = await router();
    expect(() => simulator.removeRow("/user/group", "full")).toThrow("failure: group is in use");
    simulator.addRow("/user/group", { name: "isp", policy: POLICIES });
    simulator.removeRow("/user/group", "isp");
  });

  it("who the options let in is let in by an older state too", async () => {
    const old = await router({ users: [{ name: "isp", password: "old" }] });
    const limited = { name: "guest", password: "", policies: ["api", "read"] as Policy[] };
    const simulator = await router({ users: [{ name: "isp", password: "new" }, limited] });
    simulator.restore(old.snapshot());
    await client(simulator, "isp", "new");
    const guest = await client(simulator, "guest");
    expect(await guest.trap("/ppp/secret/add", "=name=a")).toBe("not enough permissions (9)");
  });
});

describe("services", () => {
  it("an address that is not allowed is accepted and closed without a byte", async () => {
    const simulator = await router();
    const inside = await client(simulator);
    await inside.call("/ip/service/set", "=.id=api", "=address=10.0.0.0/8");
    const guest = await visitor(simulator);
    await guest.untilClosed();
    expect(guest.received.length).toBe(0);
    await inside.call("/ip/service/set", "=.id=api", "=address=");
    await client(simulator);
  });

  it("a disabled service refuses new connections and keeps the old ones", async () => {
    const simulator = await router();
    const inside = await client(simulator);
    await inside.call("/ip/service/disable", "=.id=api");
    await expect
      .poll(() =>
        visitor(simulator).then(
          () => "in",
          (error) => error.code,
        ),
      )
      .toBe("ECONNREFUSED");
    await inside.call("/ip/service/enable", "=.id=api");
    await expect
      .poll(() =>
        client(simulator).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
  });

  it("max-sessions is a setting since 7.16", async () => {
    const simulator = await router();
    const first = await client(simulator);
    await first.call("/ip/service/set", "=.id=api", "=max-sessions=1");
    await (await visitor(simulator)).untilClosed();
    const older = await client(await router({ version: "7.9" }));
    expect(await older.trap("/ip/service/set", "=.id=api", "=max-sessions=1")).toBe(
      "unknown parameter max-sessions",
    );
  });

  it("a certificate is added, signed, and given to api-ssl", async () => {
    const simulator = await router();
    const api = await client(simulator);
    await api.call("/certificate/add", "=name=isp", "=common-name=router", "=days-valid=3650");
    expect(simulator.rows("/certificate")[0]).not.toHaveProperty("fingerprint");
    const signed = await api.rows("/certificate/sign", "=.id=isp");
    expect(signed).toEqual([{ progress: "done" }]);
    expect(simulator.rows("/certificate")[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await api.call("/ip/service/set", "=.id=api-ssl", "=certificate=isp");
    const [service] = await api.rows("/ip/service/print", "?name=api-ssl");
    expect(service).toMatchObject({ certificate: "isp", port: "8729", disabled: "false" });
  });
});

import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { client, router, visitor } from "./harness";

const json = { "content-type": "application/json" };

async function controlled() {
  const simulator = await router({ id: "r1", controlPort: 0, identity: "Nairobi" });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${simulator.controlUrl}/_sim/${path}`, {
      method,
      headers: json,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { simulator, call };
}

describe("the control port", () => {
  it("adds, changes and removes rows as by hand, with the router's own refusals", async () => {
    const { simulator, call } = await controlled();
    const path = "/ppp/secret";
    const added = await call("POST", "routers/r1/rows", { path, fields: { name: "a" } });
    expect(added).toEqual({ status: 200, body: { id: "*1" } });
    await call("PATCH", "routers/r1/rows", { path, id: "a", fields: { comment: "by hand" } });
    expect((await call("GET", "routers/r1/rows?path=/ppp/secret")).body).toMatchObject([
      { name: "a", comment: "by hand" },
    ]);
    expect(await call("POST", "routers/r1/rows", { path, fields: { name: "a" } })).toEqual({
      status: 409,
      body: { error: "failure: secret with the same name already exists" },
    });
    await call("DELETE", "routers/r1/rows", { path, id: "*1" });
    expect(simulator.rows(path)).toEqual([]);
    expect(simulator.writes()).toEqual([]);
  });

  it("dials, kicks, retypes a password and unplugs", async () => {
    const { simulator, call } = await controlled();
    simulator.addRow("/ppp/secret", { name: "a", password: "new" });
    await call("POST", "routers/r1/cpes", { name: "a", password: "old" });
    expect((await call("GET", "routers/r1/cpes")).body).toMatchObject([
      { state: "dialling", lastFailure: "wrong password" },
    ]);
    await call("POST", "routers/r1/retype-password", { name: "a" });
    expect((await call("GET", "routers/r1/sessions")).body).toMatchObject([{ name: "a" }]);
    expect((await call("POST", "routers/r1/kick", { name: "a" })).body).toEqual({ kicked: 1 });
    await call("DELETE", "routers/r1/cpes/a");
    expect(simulator.cpes()).toEqual([]);
  });

  it("lets hotspot devices come and go, time leap, and addresses answer", async () => {
    const { simulator, call } = await controlled();
    simulator.addRow("/ip/hotspot/user", { name: "vera", password: "x" });
    const device = { mac: "02:00:00:00:00:0a", user: "vera", password: "x" };
    await call("POST", "routers/r1/hotspot-clients", device);
    expect((await call("GET", "routers/r1/hotspot-clients")).body).toMatchObject([
      { mac: "02:00:00:00:00:0A", state: "online", signedInAs: "vera", loginBy: "http-chap" },
    ]);
    await call("DELETE", "routers/r1/hotspot-clients/02:00:00:00:00:0A");
    expect(simulator.hotspotClients()).toEqual([]);
    simulator.addRow("/tool/netwatch", { host: "10.0.0.5" });
    await call("POST", "routers/r1/reachable", { address: "10.0.0.5", up: true });
    await call("POST", "routers/r1/advance", { seconds: 400 });
    expect(simulator.rows("/tool/netwatch")[0]?.status).toBe("up");
    const lease = { path: "/ip/dhcp-server/lease", fields: { address: "10.0.0.6" } };
    await call("POST", "routers/r1/rows", { ...lease, dynamic: true });
    expect(simulator.snapshot().tables[lease.path]?.rows).toEqual([]);
  });

  it("tells counters, and puts another unit at the address", async () => {
    const { simulator, call } = await controlled();
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=a");
    expect((await call("GET", "routers/r1/counters")).body).toMatchObject({
      opened: 1,
      open: 1,
      writes: 1,
      verbs: { login: 1, add: 1 },
      connections: [{ connection: 1, verbs: { login: 1, add: 1 }, writes: 1 }],
    });
    await call("POST", "routers/r1/hardware", { serial: "NEW", reset: true });
    expect(simulator.rows("/ppp/secret")).toEqual([]);
    expect((await call("GET", "routers")).body).toMatchObject([{ serial: "NEW" }]);
    await call("DELETE", "routers/r1/log");
    expect((await call("GET", "routers/r1/counters")).body).toMatchObject({ opened: 0 });
  });

  it("arms and clears faults, takes the router down and up, reboots it", async () => {
    const { simulator, call } = await controlled();
    const { body } = await call("POST", "routers/r1/faults", { kind: "refuse", nth: 2 });
    expect(simulator.faults.list()).toMatchObject([{ id: body.id, kind: "refuse", nth: 2 }]);
    await call("DELETE", `routers/r1/faults/${body.id}`);
    expect((await call("GET", "routers/r1/faults")).body).toEqual([]);
    await call("POST", "routers/r1/down", { down: true });
    await expect(visitor(simulator)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await call("POST", "routers/r1/down", { down: false });
    const api = await client(simulator);
    await call("POST", "routers/r1/reboot", {});
    await api.untilClosed();
    await client(simulator);
  });

  it("shows and resets the log, for one router and for all", async () => {
    const { simulator, call } = await controlled();
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=a");
    const paths = (entries: { path: string }[]) => entries.map(({ path }) => path);
    expect(paths((await call("GET", "log")).body)).toEqual(["/login", "/ppp/secret/add"]);
    expect(paths((await call("GET", "routers/r1/log?writes")).body)).toEqual(["/ppp/secret/add"]);
    await call("DELETE", "log");
    expect((await call("GET", "routers/r1/log")).body).toEqual([]);
  });

  it("what the page shows has no passwords in it", async () => {
    const { simulator, call } = await controlled();
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=a", "=password=topsecret");
    simulator.dial({ name: "a", password: "topsecret" });
    const { body } = await call("GET", "routers/r1");
    expect(body).toMatchObject({ identity: "Nairobi", writes: 1, secrets: [{ name: "a" }] });
    expect(body.sessions).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain("topsecret");
  });

  it.each([
    ["GET", "routers/nobody", undefined, 404],
    ["GET", "elsewhere", undefined, 404],
    ["POST", "routers/r1/elsewhere", {}, 404],
    ["POST", "routers/r1/faults", { kind: "explode" }, 400],
    ["POST", "routers/r1/faults", { kind: "latency", ms: 5, typo: 1 }, 400],
    ["POST", "routers/r1/down", { down: "yes" }, 400],
    ["POST", "routers/r1/rows", { path: "/no/menu", fields: {} }, 400],
    ["PUT", "routers/r1/snapshot", { format: 2 }, 400],
  ])("%s %s with %j is answered with one sentence", async (method, path, sent, status) => {
    const { call } = await controlled();
    const answer = await call(method, path, sent);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toEqual(expect.any(String));
  });

  it("answers neither other sites' pages nor other host names", async () => {
    const { simulator } = await controlled();
    const url = `${simulator.controlUrl}/_sim/routers`;
    const status = (headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        request(url, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end();
      });
    expect(await status({ origin: "http://evil.example" })).toBe(403);
    expect(await status({ host: "evil.example" })).toBe(403);
    expect(await status({})).toBe(200);
  });

  it("serves the page and its parts", async () => {
    const { simulator } = await controlled();
    for (const path of ["/", "/page.css", "/page.js", "/dom.js", "/panels.js"]) {
      const response = await fetch(`${simulator.controlUrl}${path}`);
      expect(response.status).toBe(200);
      expect((await response.text()).length).toBeGreaterThan(200);
    }
  });
});

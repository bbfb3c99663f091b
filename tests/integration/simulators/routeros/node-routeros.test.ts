import { RouterOSAPI } from "node-routeros";
import { afterEach, expect, it } from "vitest";
import {
  type RouterOsSimulator,
  type RouterOsVersion,
  startRouterOsSimulator,
} from "@/tests/simulators/routeros";

let router: RouterOsSimulator;
let api: RouterOSAPI;

async function start(version: RouterOsVersion): Promise<void> {
  router = await startRouterOsSimulator({ version, users: [{ name: "isp", password: "secret" }] });
  const { host, port } = router;
  api = new RouterOSAPI({ host, port, user: "isp", password: "secret", timeout: 20 });
  // Without a listener the library's own errors would end the process.
  api.on("error", () => undefined);
  await api.connect();
}

afterEach(async () => {
  await api.close();
  await router.close();
});

// This library does not know !empty (7.18 and later), so no print here comes back without rows.
it.each(["6.49", "7.9", "7.16", "7.18", "7.22"] as const)(
  "node-routeros works a router of %s",
  async (version) => {
    await start(version);
    const [added] = await api.write("/ppp/secret/add", ["=name=alice", "=password=x"]);
    expect(added).toEqual({ ret: "*1" });
    await api.write("/ppp/secret/set", ["=.id=*1", "=comment=a=b=c", "=disabled=yes"]);
    const [row] = await api.write("/ppp/secret/print", ["?name=alice"]);
    expect(row).toMatchObject({ ".id": "*1", comment: "a=b=c", disabled: "true" });
    await expect(api.write("/ppp/secret/add", ["=name=alice"])).rejects.toThrow(
      "failure: secret with the same name already exists",
    );
    await api.write("/ppp/secret/remove", ["=.id=*1"]);
    expect(router.rows("/ppp/secret")).toEqual([]);
  },
);

it("node-routeros orders queues, times list entries and reads live traffic", async () => {
  await start("7.16");
  const add = (path: string, words: string[]) => api.write(`${path}/add`, words);
  await add("/queue/simple", ["=name=q1", "=target=10.0.0.5", "=max-limit=5M/10M"]);
  await add("/queue/simple", ["=name=q2", "=target=10.0.0.6", "=place-before=*1"]);
  const queues = await api.write("/queue/simple/print", ["=.proplist=name,max-limit"]);
  expect(queues).toEqual([
    { name: "q2", "max-limit": "0/0" },
    { name: "q1", "max-limit": "5000000/10000000" },
  ]);
  await add("/ip/firewall/address-list", ["=list=l", "=address=10.0.0.5", "=timeout=1h"]);
  const [entry] = await api.write("/ip/firewall/address-list/print", ["?list=l"]);
  expect(entry).toMatchObject({ dynamic: "true", timeout: "1h" });
  const traffic = await api.write("/interface/monitor-traffic", ["=interface=ether1", "=once="]);
  expect(traffic).toMatchObject([{ name: "ether1", "rx-bits-per-second": "0" }]);
});

it("node-routeros matches every one of 200 parallel commands by its tag", async () => {
  await start("7.16");
  for (let n = 0; n < 200; n += 1) router.addRow("/ppp/secret", { name: `u${n}` });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => api.write("/ppp/secret/print", [`?name=u${n}`])),
  );
  expect(answers.map(([row]) => row?.name)).toEqual(Array.from({ length: 200 }, (_, n) => `u${n}`));
});

it("node-routeros is told about a wrong password", async () => {
  await start("7.16");
  const { host, port } = router;
  const stranger = new RouterOSAPI({ host, port, user: "isp", password: "guess", timeout: 20 });
  stranger.on("error", () => undefined);
  await expect(stranger.connect()).rejects.toMatchObject({ errno: "CANTLOGIN" });
});

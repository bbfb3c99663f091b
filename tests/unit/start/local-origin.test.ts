import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StartOptions } from "@/scripts/start/options";
import { choosePorts, type Ports } from "@/scripts/start/ports";
import { appOrigin, appProcess, appProcesses, jobServerProcess } from "@/scripts/start/processes";

const optionsOf = (values: Partial<StartOptions>): StartOptions => ({
  APP_MODE: "live",
  ISP_DATA_DIR: ".data",
  MPESA_ENVIRONMENT: "production",
  MPESA_KIND: "paybill",
  dataDir: "/nowhere",
  dev: false,
  ...values,
});

test("the app is called where it listens, whatever HOST says", () => {
  const calledAt = (HOST?: string) => appOrigin(optionsOf({ HOST }), 3000);
  expect(calledAt()).toBe("http://127.0.0.1:3000");
  expect(calledAt("0.0.0.0")).toBe("http://127.0.0.1:3000");
  expect(calledAt("10.0.0.5")).toBe("http://10.0.0.5:3000");
  expect(calledAt("::1")).toBe("http://[::1]:3000");
  expect(calledAt("::")).toBe("http://127.0.0.1:3000");
});

test("jobs go to the worker, unless hot reload or another Inngest server leaves that to the app", () => {
  const ports = { app: 3000, jobs: 8288, worker: 8289 } as Ports;
  const names = (values: Partial<StartOptions>) =>
    appProcesses(optionsOf(values), ports, {}).map(({ name }) => name);
  const jobsGoTo = (values: Partial<StartOptions>) =>
    jobServerProcess(optionsOf(values), ports, {}).env.JOB_SERVER_APP_URL;
  expect(names({})).toEqual(["app", "worker"]);
  expect(jobsGoTo({})).toBe("http://127.0.0.1:8289/api/inngest");
  expect(names({ dev: true })).toEqual(["app"]);
  expect(jobsGoTo({ dev: true })).toBe("http://127.0.0.1:3000/api/inngest");
  expect(names({ INNGEST_BASE_URL: "https://inn.example" })).toEqual(["app"]);
});

test("a demo listens on this machine only, unless it is told otherwise", () => {
  const hostOf = (values: Partial<StartOptions>) =>
    appProcess(optionsOf(values), 3000, {}).args.at(-1);
  expect(hostOf({ APP_MODE: "demo" })).toBe("127.0.0.1");
  expect(hostOf({ APP_MODE: "live" })).toBe("0.0.0.0");
  expect(hostOf({ APP_MODE: "demo", HOST: "10.0.0.5" })).toBe("10.0.0.5");
});

test("a ports file that a kill has left half written is no obstacle", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "isp-ports-"));
  try {
    for (const broken of ['{"app": 30', '{"phone": "here", "sms": 99999999}', "null"]) {
      await writeFile(join(dataDir, "ports.json"), broken);
      const ports = await choosePorts(optionsOf({ dataDir }));
      expect(Object.values(ports).every((port) => port > 0 && port < 65_536)).toBe(true);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

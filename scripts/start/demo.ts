import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_CUSTOMERS } from "@/drizzle/seed/demo-customers";
import { smsHookToken } from "@/lib/http";
import { ROOT } from "./options";
import type { Ports } from "./ports";
import { simulatorProcess } from "./processes";
import type { Supervisor } from "./supervisor";

/** What the simulated routers and providers accept; they listen on loopback only. */
export const DEMO_ROUTER_LOGIN = { username: "isp-api", password: "demo-router-2026" };
export const DEMO_DARAJA = {
  shortcode: "174379",
  consumerKey: "demo-consumer-key",
  consumerSecret: "demo-consumer-secret",
  passkey: "demo-passkey",
  initiatorName: "demo-api",
  initiatorPassword: "demo-initiator-2026",
};
/** What the simulator's initiator passwords are encrypted for. */
export const DEMO_CERTIFICATE_FILE = join(
  ROOT,
  "tests/simulators/daraja/keys/initiator-certificate.pem",
);
const PHONE_CONTACTS = DEMO_CUSTOMERS.map(({ name, phone }) => ({ msisdn: phone.slice(1), name }));
const DEMO_SMS = { username: "sandbox", apiKey: "demo-sms-key" };

/** Settings under which the product talks to the simulators. */
export const demoEnvironment = (ports: Ports): Record<string, string> => ({
  SMS_BASE_URL: `http://127.0.0.1:${ports.sms}`,
  SMS_USERNAME: DEMO_SMS.username,
  SMS_API_KEY: DEMO_SMS.apiKey,
  CALLBACK_BASE_URL: `http://127.0.0.1:${ports.app}`,
  CALLBACK_SOURCE_ADDRESSES: "127.0.0.1,::1",
});

/** Starts routers, Daraja, SMS gateway and phone; their state is kept with the database. */
export async function startSimulators(
  supervisor: Supervisor,
  dataDir: string,
  ports: Ports,
): Promise<void> {
  const dir = join(dataDir, "simulators");
  await mkdir(dir, { recursive: true });
  const routers = { controlPort: ports.routers, routers: routerConfigs(dir, ports) };
  const phone = {
    phone: { port: ports.phone, contacts: PHONE_CONTACTS },
    daraja: {
      ...DEMO_DARAJA,
      port: ports.daraja,
      businessName: "SAVANNA NET",
      callbackDelayMs: 300,
      resultDelayMs: 800,
      // The past payments of the seed were never paid into it, yet may be refunded.
      openingBalance: 500_000,
      duplicateWindowSeconds: 0,
      c2bRegisterAgain: true,
      stateFile: join(dir, "daraja.json"),
    },
    sms: {
      ...DEMO_SMS,
      port: ports.sms,
      deliveryReportUrl: `http://127.0.0.1:${ports.app}/api/hooks/sms/${smsHookToken()}`,
      deliveryReportDelayMs: 1_000,
      stateFile: join(dir, "sms.json"),
    },
  };
  await Promise.all([
    startOne(
      supervisor,
      dir,
      "routers",
      "tests/simulators/routeros/main.ts",
      routers,
      ports.routers,
    ),
    startOne(supervisor, dir, "phone", "tests/simulators/phone/main.ts", phone, ports.phone),
  ]);
}

function routerConfigs(dir: string, ports: Ports) {
  const shared = {
    users: [{ name: DEMO_ROUTER_LOGIN.username, password: DEMO_ROUTER_LOGIN.password }],
    autoCpe: true,
    lifelikeTraffic: true,
    redialSeconds: 1.5,
  };
  const one = (id: string, port: number, version: string, serial: string) => ({
    id,
    port,
    version,
    identity: id,
    serial,
    stateFile: join(dir, `${id}.json`),
    ...shared,
  });
  return [
    one("kilimani-tower", ports.routerA, "7.16", "HE108NWT4XA"),
    one("ruaka-hub", ports.routerB, "7.22", "HE209PZK7QB"),
  ];
}

async function startOne(
  supervisor: Supervisor,
  dir: string,
  name: string,
  main: string,
  config: object,
  port: number,
) {
  const file = join(dir, `${name}.config.json`);
  await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  await supervisor.start(simulatorProcess(name, main, file, `http://127.0.0.1:${port}/`));
}

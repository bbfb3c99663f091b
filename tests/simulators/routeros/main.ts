import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { startControlServer } from "./control/server";
import { startSimulator } from "./index";
import { routerOptionsSchema } from "./options";
import type { Simulator } from "./simulator";

/** Several routers and their control port as a process of their own; see README.md. */
const configSchema = z.strictObject({
  controlPort: z.number().int().min(0).max(65535).default(0),
  routers: z.array(routerOptionsSchema).min(1),
});

/** `--config file.json`, or the JSON itself in ROUTEROS_SIM_CONFIG. */
function readConfig(): z.infer<typeof configSchema> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  const text = values.config
    ? readFileSync(values.config, "utf8")
    : process.env.ROUTEROS_SIM_CONFIG;
  if (!text) throw new Error("Give --config FILE or ROUTEROS_SIM_CONFIG");
  const config = configSchema.parse(JSON.parse(text));
  const ids = config.routers.map(({ id }) => id ?? "router");
  if (new Set(ids).size < ids.length) throw new Error("Every router needs an id of its own");
  return config;
}

async function main(): Promise<void> {
  const config = readConfig();
  const simulators: Simulator[] = [];
  for (const options of config.routers) simulators.push(await startSimulator(options));
  const control = await startControlServer(config.controlPort, simulators);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await control.close();
    await Promise.all(simulators.map((simulator) => simulator.close()));
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  const routers = simulators.map(({ id, host, port, tlsPort }) => ({ id, host, port, tlsPort }));
  console.log(JSON.stringify({ ready: true, controlUrl: control.url, routers }));
}

main().catch((error: unknown) => {
  const message = error instanceof z.ZodError ? z.prettifyError(error) : error;
  console.error(message instanceof Error ? message.message : message);
  process.exit(1);
});

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { startDarajaSimulator } from "../daraja";
import { DarajaOptions } from "../daraja/options";
import { startSmsSimulator } from "../sms";
import { SmsOptions } from "../sms/options";
import { PhoneOptions } from "./options";
import { startPhonePage } from "./start";

/** The file given with --config. Absent parts take their defaults. */
const Config = z.strictObject({
  daraja: z.looseObject({}).prefault({}),
  sms: z.looseObject({}).prefault({}),
  phone: z.looseObject({}).prefault({}),
  /** Stop when standard input ends, so that nothing outlives the process that started us. */
  stopWithStdin: z.boolean().default(false),
});

// A demo pays the same again and again, moves ports, and should feel like a phone, not like a test.
const DEMO = { callbackDelayMs: 300, duplicateWindowSeconds: 0, c2bRegisterAgain: true };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  const text = values.config === undefined ? "{}" : readFileSync(values.config, "utf8");
  const config = Config.parse(JSON.parse(text));
  const daraja = await startDarajaSimulator(DarajaOptions.parse({ ...DEMO, ...config.daraja }));
  const sms = await startSmsSimulator(SmsOptions.parse(config.sms));
  const phone = await startPhonePage({ daraja, sms }, PhoneOptions.parse(config.phone));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([phone.close(), daraja.close(), sms.close()]);
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (config.stopWithStdin) process.stdin.resume().on("end", stop);

  const ready = {
    ready: true,
    pid: process.pid,
    daraja: { url: daraja.url, shortcode: daraja.shortcode },
    sms: { url: sms.url },
    phone: { url: phone.url },
  };
  console.log(JSON.stringify(ready));
}

main().catch((error: unknown) => {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  console.error(`The simulators did not start: ${reason}`);
  process.exit(1);
});

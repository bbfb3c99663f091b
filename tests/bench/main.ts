import { type Figure, report } from "./report";

type Bench = (args: string[]) => Promise<Figure[]>;

/** Every benchmark by name; each sets up what it needs and takes it down again. */
const BENCHES: Record<string, () => Promise<{ run: Bench }>> = {
  reconcile: () => import("./reconcile"),
  poll: () => import("./poll"),
  expire: () => import("./expire"),
  drift: () => import("./drift"),
  "mass-speed": () => import("./mass-speed"),
  fleet: () => import("./fleet"),
  "pay-to-online": () => import("./pay-to-online"),
  settle: () => import("./settle"),
  import: () => import("./import"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = BENCHES[name];
if (!load) {
  console.error(
    `✗ Name a benchmark: ${Object.keys(BENCHES).join(", ")}. Example: npm run bench -- pay-to-online --payments 20`,
  );
  process.exit(2);
}
const { run } = await load();
try {
  report(name, await run(args));
} catch (error) {
  if (!isBadOption(error)) throw error;
  console.error(`✗ ${error.message}`);
  process.exit(2);
}
process.exit(0);

function isBadOption(error: unknown): error is Error {
  return error instanceof Error && "code" in error && `${error.code}`.startsWith("ERR_PARSE_ARGS");
}

import { parseArgs } from "node:util";

/** As `parseArgs` says it of options that it does not know. */
class BadOption extends Error {
  readonly code = "ERR_PARSE_ARGS_INVALID_VALUE";
}

/** Whole-number options `--name N`, each between its bounds. Throws a sentence. */
export function numbers<N extends string>(
  args: string[],
  known: Record<N, { default: number; min: number; max: number }>,
  flags: readonly string[] = [],
): Record<N, number> & { flags: Set<string> } {
  const names = Object.keys(known) as N[];
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" as const }])),
    },
  });
  const read = names.map((name) => {
    const { default: otherwise, min, max } = known[name];
    const value = Number(values[name] ?? otherwise);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new BadOption(`--${name} takes a whole number from ${min} to ${max}`);
    return [name, value] as const;
  });
  return {
    ...(Object.fromEntries(read) as Record<N, number>),
    flags: new Set(flags.filter((name) => values[name])),
  };
}

/** What every fleet benchmark takes: the round trip to the routers. */
export const latency = { default: 0, min: 0, max: 1_000 };

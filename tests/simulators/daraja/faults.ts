import type { ActiveFault, AttemptRecord, Context } from "./context";

type Named<N extends ActiveFault["name"]> = Extract<ActiveFault, { name: N }>;

/** The first fault of a name; scripted faults stand before global ones. */
export function findFault<N extends ActiveFault["name"]>(
  faults: readonly ActiveFault[],
  name: N,
): Named<N> | undefined {
  return faults.find((fault): fault is Named<N> => fault.name === name);
}

type QueryFault = Named<"F10"> | Named<"F15">;

/** The fault that hits this query, counted where it has `times`; else undefined. */
export function strikeQuery(ctx: Context, attempt: AttemptRecord): QueryFault | undefined {
  const candidates = [...attempt.faults, ...ctx.faults].filter(
    (fault): fault is QueryFault =>
      fault.name === "F10" || (fault.name === "F15" && fault.at === "query"),
  );
  return candidates.find((fault) => {
    const strikes = attempt.strikes.get(fault) ?? 0;
    attempt.strikes.set(fault, strikes + 1);
    return fault.times === undefined || strikes < fault.times;
  });
}

/** The next scripted token fault, used up; else the global one. */
export function strikeToken(ctx: Context): Named<"F15"> | undefined {
  const next = ctx.tokenFaults.shift() ?? ctx.faults.find(isTokenFault);
  return next && isTokenFault(next) ? next : undefined;
}

export function isTokenFault(fault: ActiveFault): fault is Named<"F15"> {
  return fault.name === "F15" && fault.at === "token";
}

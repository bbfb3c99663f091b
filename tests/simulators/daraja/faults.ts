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

type CallFault = Named<"F15"> | Named<"F19"> | Named<"F20">;

/** Whether a fault strikes a call of its own, and no push. */
export function isCallFault(fault: ActiveFault): fault is CallFault {
  if (fault.name === "F15") return fault.at === "token" || fault.at === "pull";
  return fault.name === "F19" || fault.name === "F20";
}

/** The next scripted fault that fits, used up; else undefined. */
export function takeCallFault(
  ctx: Context,
  fits: (fault: ActiveFault) => boolean,
): CallFault | undefined {
  const next = ctx.callFaults.find((fault) => isCallFault(fault) && fits(fault));
  if (!next || !isCallFault(next)) return undefined;
  ctx.callFaults.splice(ctx.callFaults.indexOf(next), 1);
  return next;
}

/** What spoils this answer of token or pull: scripted, else global. */
export function strikeAnswer(ctx: Context, at: "token" | "pull"): Named<"F15"> | undefined {
  const fits = (fault: ActiveFault) => fault.name === "F15" && fault.at === at;
  const fault = takeCallFault(ctx, fits) ?? ctx.faults.find(fits);
  return fault?.name === "F15" ? fault : undefined;
}

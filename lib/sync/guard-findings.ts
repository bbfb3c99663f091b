import type { Change, Plan } from "./plan";
import {
  defaultGuardSettings,
  defaultStaticSettings,
  type RouterSettings,
} from "./router-settings";

/** Something that a router lacks for its users' rows to mean what they say. */
export interface GuardFinding {
  /** CamelCase, one word, for machines. */
  reason:
    | "BlockRuleMissing"
    | "WalledRulesMissing"
    | "PayPageUnknown"
    | "WalledGardenMissing"
    | "PoolMissing"
    | "LeftoverRules"
    | "QueuesTooLow"
    | "RulesRefused"
    | "NotCompared";
  message: string;
  /** Who is on this list is not held as they should be. */
  list?: string;
  since: string;
}

type Finding = Omit<GuardFinding, "since">;

/**
 * What is still wrong after a pass, in words for staff: everything that the plan would still do, or left alone, by
 * what it is for.
 */
export function judgeRouter(
  settings: RouterSettings,
  left: Plan,
  options: { walledUsers: boolean; refusal?: string | undefined; queues?: readonly Change[] },
): Finding[] {
  const blocked = (settings.static ?? defaultStaticSettings).blockedAddressList;
  const walled = settings.walledAddressList;
  const open = new Map(
    [...left.changes, ...left.skipped].map((one) => [
      one.name,
      "verb" in one ? one.verb : (/^Would (\w+)/.exec(one.message)?.[1] ?? "create"),
    ]),
  );
  const missing = (...names: string[]) => names.some((name) => isMissing(open.get(name)));
  const why = whyOf(left, options.refusal);
  return [
    missing("blocked-from", "blocked-to") && {
      reason: "BlockRuleMissing" as const,
      message: `Nothing before the rules that let traffic through drops the list ${blocked}: who is cut off stays online. ${why}`,
      list: blocked,
    },
    missing("walled-dns", "walled-dns-tcp", "walled-pay", "walled-rest", "walled-web") && {
      reason: "WalledRulesMissing" as const,
      message: `The rules that hold the list ${walled} at the pay page are missing or stand too low. ${why}`,
      list: walled,
    },
    options.walledUsers &&
      (settings.guard ?? defaultGuardSettings).payPageAddress === "" && {
        reason: "PayPageUnknown" as const,
        message:
          "The pay page is not known, so no rule of ours holds who has not paid there: enter its address on this router.",
      },
    missing("pay-page-host", "pay-page-address") && {
      reason: "WalledGardenMissing" as const,
      message: `The hotspot does not let the pay page through before sign-in. ${why}`,
    },
    missing(settings.addressPool.name) && {
      reason: "PoolMissing" as const,
      message: `The address pool ${settings.addressPool.name} is not as it should be. ${why}`,
    },
    [...open.values()].includes("delete") && {
      reason: "LeftoverRules" as const,
      message: `Rules of ours that are needed no more are still on the router. ${why}`,
    },
    options.queues !== undefined &&
      options.queues.length > 0 && {
        reason: "QueuesTooLow" as const,
        message: `${options.queues.length} of our queues do not count, ${options.queues[0]?.name} for one: ${options.queues[0]?.why}. ${why}`,
      },
    options.refusal !== undefined &&
      open.size === 0 && { reason: "RulesRefused" as const, message: options.refusal },
  ].filter((finding) => typeof finding === "object");
}

const isMissing = (verb: string | undefined) => verb !== undefined && verb !== "delete";

function whyOf({ skipped }: Plan, refusal: string | undefined): string {
  if (skipped.some(({ reason }) => reason === "brake"))
    return "The brake is on: look at the plan and start managing again.";
  if (skipped.some(({ reason }) => reason === "policy"))
    return "This router's policy does not allow to change it.";
  return refusal ?? "The next comparison tries again.";
}

/** New findings over old ones: `since` stays while the reason does. */
export const mergeFindings = (
  previous: readonly GuardFinding[],
  next: readonly Finding[],
  at: string,
): GuardFinding[] =>
  next.map((finding) => ({
    ...finding,
    since: previous.find(({ reason }) => reason === finding.reason)?.since ?? at,
  }));

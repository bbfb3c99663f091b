export { adoptionsOf } from "./adoptions";
export {
  type AllowanceMark,
  type Carried,
  isUsedUp,
  settleAllowance,
  settleCarried,
  type Usage,
  type UsageSeen,
  usageSeen,
  usedSince,
  usersUsedUp,
} from "./allowance";
export { type BrakeInput, judgeBrake, MIN_REMOVALS } from "./brake";
export { type CompileContext, compile } from "./compile";
export { compileRouter, type RouterContext } from "./compile/router";
export type { SyncCondition } from "./conditions";
export { deriveAccess, deriveIntent, goneIntent, type UserFacts } from "./derive-intent";
export type { Desired, SessionRule } from "./desired";
export { diff } from "./diff";
export { cutAddressesOf } from "./diff-connections";
export { diffFleet, type FleetDiff, type FleetMember, rowsByUser } from "./diff-fleet";
export { diffRouter } from "./diff-router";
export { isEffective, needsSessionBound, sessionNames } from "./diff-sessions";
export type { FleetLook } from "./fleet-look";
export { FleetMemory } from "./fleet-memory";
export { formatPlan } from "./format-plan";
export {
  type GuardFinding,
  judgeRouter,
  mergeFindings,
} from "./guard-findings";
export type { Intent, Rates } from "./intent";
export {
  findSighting,
  heldOn,
  isSighting,
  isSightingKind,
  isUndecided,
  isWatched,
  type Judgement,
  judgeHeld,
  judgeOnLists,
  judgePlan,
  judgeReady,
  mergeConditions,
} from "./judge";
export { kinds, rowName } from "./kinds";
export { asYoungAsProven, LiveRows } from "./live-rows";
export { normaliseField, normaliseResource, normaliseRow } from "./normalise";
export type { ObservedRow } from "./observed";
export { carriesTag, ownerOf, sharedTagOf, userTagOf } from "./ownership";
export { type ParsedRates, parseQueueRates, parseRateLimit, sameRates } from "./parse-rates";
export type { Change, Plan, Policy, Skipped } from "./plan";
export { isRemoval } from "./policy";
export { queueMoves } from "./queue-order";
export type { Resource, ResourceKind } from "./resource";
export {
  defaultGuardSettings,
  defaultHotspotSettings,
  defaultRouterSettings,
  defaultStaticSettings,
  type GuardSettings,
  type HotspotSettings,
  type RouterSettings,
  type StaticSettings,
} from "./router-settings";
export { type ServiceType, serviceKinds } from "./session-kinds";
export { SessionMemory, sessionKey } from "./session-memory";
export { stableJson } from "./stable-json";
export { type Assigned, type Group, inStages } from "./stages";
export { afterTakeOver, profileOf, takeOver } from "./take-over";
export type { UnreadRow, UnreadTable } from "./unread-row";
export type { Written } from "./written";

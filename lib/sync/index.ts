export type { SyncCondition } from "./conditions";
export { deriveAccess, deriveIntent, goneIntent, type UserFacts } from "./derive-intent";
export type { Intent, Rates } from "./intent";
export type { Change, Plan, Policy, Skipped } from "./plan";
export type { Resource, ResourceKind } from "./resource";
export { defaultRouterSettings, type RouterSettings } from "./router-settings";
export { stableJson } from "./stable-json";

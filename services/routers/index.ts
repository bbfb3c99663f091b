export { defaultRouterSettings } from "@/lib/sync";
export { addRouter } from "./add-router";
export { disconnectSession } from "./disconnect-session";
export { getRouter } from "./get-router";
export {
  getRouterHistory,
  HISTORY_HOURS,
  type HistoryPoint,
  type RouterHistory,
} from "./get-router-history";
export { listRouters, type RouterSummary } from "./list-routers";
export { type LiveSession, listSessions, type SessionList } from "./list-sessions";
export { loadRouter, type RouterRow } from "./load-router";
export type { ProbeResult } from "./look-at-router";
export { type PollOutcome, pollRouter } from "./poll-router";
export { type PlanPreview, previewPlan } from "./preview-plan";
export { pruneSamples } from "./prune-samples";
export { removeRouter } from "./remove-router";
export { RouterInput, SettingsInput } from "./schemas";
export { startManaging } from "./start-managing";
export { stopManaging } from "./stop-managing";
export { sweepRouterPolls } from "./sweep-router-polls";
export { testConnection } from "./test-connection";
export { updateRouter } from "./update-router";
export { type TrafficLook, watchTraffic } from "./watch-traffic";

export { adoptRow } from "./apply/adopt-row";
export { applyChange } from "./apply/apply-change";
export { type AppliedPlan, applyChanges } from "./apply/apply-changes";
export { contactWords, isAlive } from "./contact-words";
export { isRouterError, ROUTER_ERROR_CODES, RouterError, type RouterErrorCode } from "./errors";
export type { NetwatchSummary, PortTraffic } from "./health-facts";
export { type ImportReading, PROFILE_EXTRAS, readForImport } from "./import/read-for-import";
export { readPassword } from "./import/read-password";
export { observeConnections } from "./observe/observe-connections";
export { observeRouter } from "./observe/observe-router";
export { observeRules } from "./observe/observe-rules";
export { observeSessions } from "./observe/observe-sessions";
export { observeUser, observeUsers } from "./observe/observe-user";
export { readTraffic, type TrafficReading } from "./observe/read-traffic";
export { scanRouter } from "./observe/scan-router";
export { scanSessions } from "./observe/scan-sessions";
export { openRouter } from "./open-router";
export type * from "./port";
export { probeRouter } from "./probe/probe-router";
export { type CapabilityInput, readCapabilities } from "./probe/read-conditions";
export { readHardwareId } from "./probe/read-hardware-id";
export { type LastSession, readLastSessions, readUsedUp } from "./probe/read-logins";
export { readNetwatch } from "./probe/read-netwatch";
export { type PortCounters, readPorts } from "./probe/read-ports";
export {
  type Refusal,
  type RefusalReading,
  type RefusalReason,
  readRefusals,
} from "./probe/read-refusals";
export { readVitals } from "./probe/read-vitals";
export { versionSupport } from "./probe/version-support";
export { randomApiPassword } from "./provision/api-password";
export { ourAddressTo } from "./provision/our-address";
export { API_POLICIES, renderScript, type ScriptInput } from "./provision/render-script";
export { closeAllRouters, dropRouter, withRouter } from "./with-router";

export { applyChange } from "./apply/apply-change";
export { isRouterError, ROUTER_ERROR_CODES, RouterError, type RouterErrorCode } from "./errors";
export { observeRouter } from "./observe/observe-router";
export { observeUser } from "./observe/observe-user";
export { openRouter } from "./open-router";
export type * from "./port";
export { probeRouter } from "./probe/probe-router";
export { readVitals } from "./probe/read-vitals";
export { closeAllRouters, dropRouter, withRouter } from "./with-router";

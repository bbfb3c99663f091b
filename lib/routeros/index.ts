export { isRouterError, ROUTER_ERROR_CODES, RouterError, type RouterErrorCode } from "./errors";
export { openRouter } from "./open-router";
export type * from "./port";
export { closeAllRouters, dropRouter, withRouter } from "./with-router";

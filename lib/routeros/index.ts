export { isRouterError, ROUTER_ERROR_CODES, RouterError, type RouterErrorCode } from "./errors";
export type * from "./port";

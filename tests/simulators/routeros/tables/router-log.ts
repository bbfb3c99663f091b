import { readOnly } from "./fields";
import type { TableSpec } from "./spec";

/** The log in memory: the latest thousand lines. */
export const routerLog: TableSpec = {
  path: "/log",
  verbs: [],
  fields: { time: readOnly(), topics: readOnly(), message: readOnly() },
};

export const KEPT_LOG_LINES = 1000;

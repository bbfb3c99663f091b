import { interfaces, ipPool } from "./network";
import { pppAaa, pppActive, pppProfile, pppSecret } from "./ppp";
import type { TableSpec } from "./spec";
import { clock, identity, license, resource, routerboard } from "./system";

/** Every menu of the simulated router. A further one is a further declaration. */
export const TABLES: readonly TableSpec[] = [
  pppSecret,
  pppProfile,
  pppActive,
  pppAaa,
  ipPool,
  interfaces,
  identity,
  resource,
  routerboard,
  license,
  clock,
];

import { connections } from "./connections";
import { addressList, firewallFilter, firewallNat, walledGarden, walledGardenIp } from "./firewall";
import {
  hotspotServer,
  hotspotServerProfile,
  hotspotUser,
  hotspotUserProfile,
  ipBinding,
} from "./hotspot";
import { hotspotActive, hotspotCookie, hotspotHost } from "./hotspot-live";
import { arp, dhcpServer, lease } from "./lan";
import { netwatch } from "./netwatch";
import { interfaces, ipPool } from "./network";
import { pppAaa, pppActive, pppProfile, pppSecret } from "./ppp";
import { simpleQueue } from "./queues";
import { radius } from "./radius";
import { routerLog } from "./router-log";
import { scheduler } from "./scheduler";
import { certificate, service } from "./services";
import type { TableSpec } from "./spec";
import { clock, identity, license, resource, routerboard } from "./system";
import { user, userGroup } from "./users";

/** Every menu of the simulated router, those first that others refer to. */
export const TABLES: readonly TableSpec[] = [
  ipPool,
  interfaces,
  pppProfile,
  pppSecret,
  pppActive,
  pppAaa,
  simpleQueue,
  addressList,
  firewallFilter,
  firewallNat,
  connections,
  arp,
  dhcpServer,
  lease,
  hotspotServerProfile,
  hotspotServer,
  hotspotUserProfile,
  hotspotUser,
  hotspotActive,
  hotspotHost,
  hotspotCookie,
  ipBinding,
  walledGarden,
  walledGardenIp,
  netwatch,
  radius,
  certificate,
  service,
  userGroup,
  user,
  scheduler,
  routerLog,
  identity,
  resource,
  routerboard,
  license,
  clock,
];

import { bool, cidrs, duration, mac, pairOf, rate, text } from "../values";
import type { KindSpec } from "./kind";

const disabled = { default: "false", normalise: bool };
const comment = { default: "", normalise: text };
const address = { default: "", normalise: text };
const macAddress = { default: "", normalise: mac };

/** /queue/simple: the speed of a static address. Routers read numbers back where `5M` was written. */
export const queue: KindSpec = {
  kind: "queue",
  noun: "simple queue",
  order: 30,
  scope: "user",
  fields: {
    target: { default: "", normalise: cidrs },
    parent: { default: "none", normalise: text },
    priority: { default: "8/8", normalise: pairOf(text) },
    "max-limit": { default: "0/0", normalise: pairOf(rate) },
    "burst-limit": { default: "0/0", normalise: pairOf(rate) },
    "burst-threshold": { default: "0/0", normalise: pairOf(rate) },
    "burst-time": { default: "0s/0s", normalise: pairOf(duration) },
    disabled,
    comment,
  },
};

/** /ip/firewall/address-list: who is cut off, or held at the pay page. */
export const addressList: KindSpec = {
  kind: "address-list",
  noun: "address-list entry",
  order: 31,
  scope: "user",
  key: ["list", "address"],
  restricts: true,
  fields: { list: { default: "", normalise: text }, address, disabled, comment },
};

/** /ip/hotspot/ip-binding: lets a static address past the hotspot's sign-in. */
export const ipBinding: KindSpec = {
  kind: "ip-binding",
  noun: "IP binding",
  order: 32,
  scope: "user",
  admits: true,
  key: ["address"],
  fields: {
    address,
    "mac-address": macAddress,
    server: { default: "all", normalise: text },
    type: { default: "regular", normalise: text },
    disabled,
    comment,
  },
};

/** /ip/arp: ties the address to one device where the interface answers known ones only. */
export const arp: KindSpec = {
  kind: "arp",
  noun: "ARP entry",
  order: 33,
  scope: "user",
  key: ["address"],
  fields: {
    address,
    "mac-address": macAddress,
    interface: { default: "", normalise: text },
    disabled,
    comment,
  },
};

/** /ip/dhcp-server/lease: hands the address to its device. */
export const lease: KindSpec = {
  kind: "lease",
  noun: "DHCP lease",
  order: 34,
  scope: "user",
  key: ["address"],
  fields: {
    address,
    "mac-address": macAddress,
    server: { default: "all", normalise: text },
    disabled,
    comment,
  },
};

/** /tool/netwatch: whether the device behind the address answers. */
export const netwatch: KindSpec = {
  kind: "netwatch",
  order: 35,
  scope: "user",
  key: ["host"],
  // Whoever pings the address, the answer is the same.
  foreignServes: true,
  fields: {
    host: address,
    // Releases differ in what they take when nothing is said, so it is always said.
    interval: { default: "", normalise: duration },
    disabled,
    comment,
  },
};

/** Which name space of a router a service's logins share. */
export const FAMILY = { pppoe: "ppp", hotspot: "hotspot", static: "static" } as const;

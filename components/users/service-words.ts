export type ServiceType = "pppoe" | "static" | "hotspot";

/** Service types, as screens say them. */
export const SERVICE_WORDS: Record<ServiceType, string> = {
  pppoe: "PPPoE",
  static: "Static address",
  hotspot: "Hotspot",
};

export const SERVICE_OPTIONS = [
  { value: "pppoe", label: SERVICE_WORDS.pppoe, detail: "The device dials in with a login." },
  { value: "static", label: SERVICE_WORDS.static, detail: "A fixed address with a queue." },
  { value: "hotspot", label: SERVICE_WORDS.hotspot, detail: "A login on the hotspot's page." },
];

import type { TrafficLook } from "@/services/routers";
import type { ChartPoint } from "../ui/time-chart";

/** A look as a point of download and upload in kbit/s; counters need the look before, and must have grown. Pure. */
export function nextPoint(
  before: TrafficLook | undefined,
  { at, reading }: TrafficLook,
): ChartPoint {
  const time = Date.parse(at);
  const unknown = { at: time, values: [null, null] };
  if (!reading) return unknown;
  if ("downloadKbps" in reading)
    return { at: time, values: [reading.downloadKbps, reading.uploadKbps] };
  const former = before?.reading;
  if (!before || !former || !("downloadBytes" in former)) return unknown;
  const ms = time - Date.parse(before.at);
  const down = reading.downloadBytes - former.downloadBytes;
  const up = reading.uploadBytes - former.uploadBytes;
  if (ms <= 0 || down < 0 || up < 0) return unknown;
  return { at: time, values: [Math.round((down * 8) / ms), Math.round((up * 8) / ms)] };
}

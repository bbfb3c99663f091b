import { countOf } from "@/lib/count-of";

const UNITS: [number, string][] = [
  [1_000_000, "Gbps"],
  [1_000, "Mbps"],
];

/** 10000 → "10 Mbps". */
export function formatSpeed(kbps: number): string {
  const [size, unit] = UNITS.find(([size]) => kbps >= size) ?? [1, "kbps"];
  return `${Number((kbps / size).toFixed(2))} ${unit}`;
}

/** "10 Mbps down, 5 Mbps up". */
export const formatSpeeds = (downloadKbps: number, uploadKbps: number): string =>
  `${formatSpeed(downloadKbps)} down, ${formatSpeed(uploadKbps)} up`;

/** (30, "day") → "30 days"; (1, "month") → "1 month". */
export const formatPeriod = (count: number, unit: string): string => countOf(count, unit);

/** 1830 ms → "1.8 s"; 240 ms → "240 ms"; 130000 ms → "2 min 10 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const hours = Math.floor(seconds / 3_600);
  if (hours < 48) return `${hours} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** 536870912 → "512 MiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(power > 2 ? 1 : 0))} ${units[power]}`;
}

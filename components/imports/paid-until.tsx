import { formatDay } from "@/lib/time";
import type { ImportRowView } from "@/services/imports";

/** The last paid day, as it will be. */
export function PaidUntil({ row }: { row: ImportRowView }) {
  if (row.lapsed) return <>disabled</>;
  if (!row.effectivePaidUntil) return <span className="text-warn">not said</span>;
  // The end of a day is the beginning of the next.
  return <>{formatDay(new Date(row.effectivePaidUntil.getTime() - 1))}</>;
}

import type { ImportRowView } from "@/services/imports";
import { cn } from "../ui/cn";

/** What stands in a row's way, and what else to know of it. */
export function RowRemarks({ row, className }: { row: ImportRowView; className?: string }) {
  const remarks = row.reason
    ? [{ code: "reason", message: row.reason, blocks: true }]
    : row.remarks;
  if (remarks.length === 0 || (!row.included && !row.reason)) return null;
  return (
    <ul className={cn("max-w-sm space-y-1 text-sm", className)}>
      {remarks.map(({ code, message, blocks }) => (
        <li key={code} className={blocks ? "text-warn" : "text-ink-muted"}>
          {message}
        </li>
      ))}
    </ul>
  );
}

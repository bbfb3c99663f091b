import type { StatementImport } from "@/services/reconciliation";
import { RelativeTime } from "../ui/relative-time";
import { Problems } from "./upload-statement";

/** Statements that staff have uploaded. */
export function ImportsList({ imports }: { imports: StatementImport[] }) {
  if (imports.length === 0)
    return <p className="px-4 py-6 text-center text-ink-muted">No statement was uploaded yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {imports.map((one) => (
        <li key={one.id} className="px-4 py-2.5">
          <p className="font-medium [overflow-wrap:anywhere]">{one.fileName}</p>
          <p className="text-sm text-ink-muted">
            {one.rowCount} {one.rowCount === 1 ? "line" : "lines"}, {one.newRowCount} new ·{" "}
            {one.staffName ?? "somebody"} · <RelativeTime at={one.createdAt} />
          </p>
          <div className="text-sm">
            <Problems problems={one.problems} />
          </div>
        </li>
      ))}
    </ul>
  );
}

import type { ImportRowView } from "@/services/imports";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";

/** What a remark is called where there is no room for its sentence. */
const SHORT: Record<string, string> = {
  not_managed: "not managed",
  bad_username: "name cannot be used",
  username_known: "known already",
  username_twice: "name twice",
  password_hidden: "password not shown",
  address_known: "address known",
  address_twice: "address twice",
  no_name: "no name",
  duplicate_phone: "phone under two names",
  unknown_rate: "no speed",
  no_price: "no price",
  no_paid_until: "no date",
  no_phone: "no phone",
  known_customer: "known customer",
  same_person: "one person, several logins",
  reconnects: "disconnected once",
  limits_anew: "limit begins anew",
  lost_parts: "rate simplified",
  lapsed: "disabled there",
  cut_off: "cut off when taken in",
};

/** What stands in a row's way, and what else to know of it; the sentences stand in its dialog. */
export function RowRemarks({ row, className }: { row: ImportRowView; className?: string }) {
  if (row.reason)
    return <p className={cn("max-w-sm text-sm text-warn", className)}>{row.reason}</p>;
  if (row.remarks.length === 0 || !row.included) return null;
  return (
    <ul className={cn("flex max-w-sm flex-wrap gap-1", className)}>
      {row.remarks.map(({ code, message, blocks }) => (
        <li key={code} title={message}>
          <Badge tone={blocks ? "warn" : "neutral"}>{SHORT[code] ?? message}</Badge>
        </li>
      ))}
    </ul>
  );
}

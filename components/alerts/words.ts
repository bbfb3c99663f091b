import type { AlertKind, AlertView } from "@/services/alerts";

/** The kinds of alerts, as the filter names them. */
export const ALERT_WORDS: Record<AlertKind, string> = {
  router_down: "Router down",
  router_rebooted: "Router restarted",
  router_braked: "Brake pulled",
  router_swapped: "Router swapped",
  version_unsupported: "RouterOS version",
  certificate_changed: "Certificate changed",
  cpu_high: "Processor busy",
  mpesa_password: "M-Pesa password",
  mpesa_pull: "M-Pesa list",
  mpesa_callbacks: "M-Pesa callbacks",
  mpesa_refused: "M-Pesa refuses requests",
  mpesa_push: "M-Pesa refuses prompts",
  mpesa_no_receipt: "Receipts missing",
  mpesa_not_booked: "Money not booked",
};

/** The page where something can be done about it. */
export function placeOf({ kind, subjectKind, subjectId }: AlertView): string {
  if (kind === "mpesa_no_receipt") return "/payments?status=receipt_overdue";
  if (kind === "mpesa_not_booked") return `/reconciliation?channel=${subjectId}`;
  return subjectKind === "router" ? `/routers/${subjectId}` : "/settings/mpesa";
}

export type { AlertKind, AlertSeverity } from "./condition";
export { type AlertView, listAlerts } from "./list-alerts";
export { type AlertSweep, sweepAlerts } from "./sweep-alerts";

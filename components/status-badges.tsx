import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleSlash,
  Clock,
  Eye,
  Hourglass,
  Info,
  LoaderCircle,
  type LucideIcon,
  RefreshCw,
  Send,
  Split,
  TriangleAlert,
  Undo2,
  Wifi,
  WifiOff,
} from "lucide-react";
import { Badge, type Tone } from "./ui/badge";

interface Look {
  word: string;
  tone: Tone;
  icon: LucideIcon;
  spinning?: boolean;
}

/** Every state that a list or page shows, with its word, tone and icon. */
export const LOOKS = {
  sync: {
    pending: { word: "Pending", tone: "warn", icon: Clock },
    syncing: { word: "Syncing", tone: "info", icon: RefreshCw, spinning: true },
    in_sync: { word: "In sync", tone: "ok", icon: CircleCheck },
    failed: { word: "Failed", tone: "bad", icon: CircleAlert },
    paused: { word: "Paused", tone: "neutral", icon: CirclePause },
    unknown: { word: "Unknown", tone: "neutral", icon: CircleHelp },
  },
  syncOutcome: {
    unchanged: { word: "Nothing to do", tone: "neutral", icon: CircleCheck },
    changed: { word: "Changed", tone: "ok", icon: CircleCheck },
    failed: { word: "Failed", tone: "bad", icon: CircleAlert },
    deferred: { word: "Deferred", tone: "warn", icon: Hourglass },
    observed_only: { word: "Looked only", tone: "neutral", icon: Eye },
  },
  access: {
    on: { word: "Active", tone: "ok", icon: CircleCheck },
    grace: { word: "In grace", tone: "warn", icon: Hourglass },
    provisional: { word: "Provisional", tone: "info", icon: Hourglass },
    expired: { word: "Expired", tone: "warn", icon: Clock },
    unpaid: { word: "Not paid yet", tone: "neutral", icon: CircleDashed },
    suspended: { word: "Suspended", tone: "bad", icon: Ban },
    closed: { word: "Closed", tone: "neutral", icon: CircleSlash },
  },
  session: {
    online: { word: "Online", tone: "ok", icon: Wifi },
    offline: { word: "Offline", tone: "neutral", icon: WifiOff },
    unknown: { word: "Not seen yet", tone: "neutral", icon: CircleHelp },
  },
  router: {
    up: { word: "Up", tone: "ok", icon: CircleCheck },
    down: { word: "Down", tone: "bad", icon: CircleAlert },
    unknown: { word: "Not seen yet", tone: "neutral", icon: CircleHelp },
  },
  alert: {
    info: { word: "To know", tone: "info", icon: Info },
    warn: { word: "Needs a hand", tone: "warn", icon: TriangleAlert },
    bad: { word: "Urgent", tone: "bad", icon: CircleAlert },
    over: { word: "Over", tone: "neutral", icon: CircleCheck },
  },
  policy: {
    observe_only: { word: "Observing", tone: "neutral", icon: Eye },
    no_deletes: { word: "Managed, no deletes", tone: "info", icon: CircleCheck },
    full: { word: "Managed", tone: "ok", icon: CircleCheck },
  },
  payment: {
    credited: { word: "Credited", tone: "ok", icon: CircleCheck },
    suspense: { word: "Needs a look", tone: "warn", icon: CircleAlert },
    reversed: { word: "Reversed", tone: "bad", icon: Undo2 },
    split: { word: "Split", tone: "ok", icon: Split },
  },
  attempt: {
    created: { word: "Requested", tone: "info", icon: LoaderCircle, spinning: true },
    sent: { word: "Sent", tone: "info", icon: LoaderCircle, spinning: true },
    unknown: { word: "Checking", tone: "warn", icon: CircleHelp },
    pending: { word: "Waiting for PIN", tone: "info", icon: LoaderCircle, spinning: true },
    paid_no_receipt: { word: "Paid, receipt to come", tone: "info", icon: Hourglass },
    paid: { word: "Paid", tone: "ok", icon: CircleCheck },
    failed: { word: "Not paid", tone: "bad", icon: CircleAlert },
    expired: { word: "Timed out", tone: "neutral", icon: Clock },
    reversed: { word: "Reversed", tone: "bad", icon: Undo2 },
  },
  providerRequest: {
    created: { word: "To be sent", tone: "info", icon: Clock },
    sent: { word: "Waiting for M-Pesa", tone: "info", icon: LoaderCircle, spinning: true },
    unknown: { word: "No answer yet", tone: "warn", icon: CircleHelp },
    succeeded: { word: "Done", tone: "ok", icon: CircleCheck },
    failed: { word: "Not done", tone: "bad", icon: CircleAlert },
  },
  bill: {
    open: { word: "Open", tone: "warn", icon: CircleDashed },
    paid: { word: "Paid", tone: "ok", icon: CircleCheck },
    void: { word: "Void", tone: "neutral", icon: CircleSlash },
  },
  message: {
    queued: { word: "Queued", tone: "neutral", icon: Clock },
    sending: { word: "Sending", tone: "info", icon: LoaderCircle, spinning: true },
    sent: { word: "Sent", tone: "info", icon: Send },
    delivered: { word: "Delivered", tone: "ok", icon: CircleCheck },
    failed: { word: "Failed", tone: "bad", icon: CircleAlert },
  },
  inbox: {
    received: { word: "Received", tone: "info", icon: Hourglass },
    processed: { word: "Processed", tone: "ok", icon: CircleCheck },
    quarantined: { word: "Quarantined", tone: "bad", icon: Ban },
  },
  package: {
    active: { word: "On sale", tone: "ok", icon: CircleCheck },
    archived: { word: "Archived", tone: "neutral", icon: CircleSlash },
  },
} as const satisfies Record<string, Record<string, Look>>;

export type StatusKind = keyof typeof LOOKS;
export type StatusOf<K extends StatusKind> = keyof (typeof LOOKS)[K] & string;

export interface StatusBadgeProps<K extends StatusKind> {
  kind: K;
  status: StatusOf<K>;
}

/** A state as icon and word. */
export function StatusBadge<K extends StatusKind>({ kind, status }: StatusBadgeProps<K>) {
  const look = (LOOKS[kind] as Record<string, Look>)[status];
  if (!look) return <Badge>{status}</Badge>;
  return (
    <Badge tone={look.tone} icon={look.icon} spinning={look.spinning}>
      {look.word}
    </Badge>
  );
}

/** The states of a kind as choices of a filter. */
export const statusOptions = (kind: StatusKind) =>
  Object.entries(LOOKS[kind] as Record<string, Look>).map(([value, { word }]) => ({
    value,
    label: word,
  }));

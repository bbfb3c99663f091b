import Link from "next/link";
import type { UserDetails } from "@/services/users";
import { keptWords } from "../billing/kept-words";
import { StatusBadge } from "../status-badges";
import { Callout } from "../ui/callout";
import { Card, CardHeader } from "../ui/card";
import { CopyButton } from "../ui/copy-button";
import { DescriptionList } from "../ui/description-list";
import { formatPeriod, formatSpeeds } from "../ui/format";
import { Money } from "../ui/money";
import { ExactTime, RelativeTime } from "../ui/relative-time";
import { SERVICE_WORDS } from "./service-words";
import { SessionBadge } from "./users-table";

/** Who, what and where, in facts. */
export function UserFacts({ details }: { details: UserDetails }) {
  const { user, customer, router, sync } = details;
  return (
    <Card>
      <CardHeader title="User" />
      <DescriptionList
        facts={[
          {
            label: "Customer",
            value: (
              <Link href={`/customers/${customer.id}`} className="text-accent-text hover:underline">
                {customer.name}
              </Link>
            ),
          },
          {
            label: "Username",
            value: (
              <span className="inline-flex items-center gap-1 font-mono text-sm">
                {user.username}
                <CopyButton value={user.username} label="Copy username" />
              </span>
            ),
          },
          {
            label: "Connection",
            value: (
              <>
                {SERVICE_WORDS[user.serviceType]}
                {user.staticAddress ? (
                  <span className="block font-mono text-sm text-ink-faint">
                    {user.staticAddress}
                  </span>
                ) : null}
                {user.macAddress ? (
                  <span className="block font-mono text-sm text-ink-faint">{user.macAddress}</span>
                ) : null}
              </>
            ),
          },
          {
            label: "Package",
            value: (
              <>
                <Link href={`/packages/${details.package.id}`} className="hover:underline">
                  {details.package.name}
                </Link>
                <span className="block text-sm text-ink-faint">
                  {formatSpeeds(details.package.downloadKbps, details.package.uploadKbps)}
                  <br />
                  <Money cents={details.package.priceCents} /> for{" "}
                  {formatPeriod(details.package.periodCount, details.package.periodUnit)}
                </span>
              </>
            ),
          },
          {
            label: "Paid until",
            value:
              user.pausedSecondsLeft !== null ? (
                keptWords(user.pausedSecondsLeft)
              ) : user.paidUntil ? (
                <>
                  <ExactTime at={user.paidUntil} />
                  <RelativeTime at={user.paidUntil} className="block text-sm text-ink-faint" />
                </>
              ) : (
                "Never paid"
              ),
          },
          ...billingFacts(details),
          {
            label: "Router",
            value: (
              <Link href={`/routers/${router.id}`} className="hover:underline">
                {router.name}
              </Link>
            ),
          },
          { label: "Session", value: <SessionBadge online={sync?.online} /> },
          ...(sync?.online && sync.onlineSince
            ? [{ label: "Online since", value: <RelativeTime at={sync.onlineSince} /> }]
            : []),
        ]}
      />
    </Card>
  );
}

/** How the user pays, and what credit they are on. */
function billingFacts({ user, access }: UserDetails) {
  const { billingMode, nextBillAt, creditUntil } = user;
  const postpaid = billingMode === "postpaid";
  return [
    {
      label: "Pays",
      value: postpaid ? `After use, billed on day ${user.anchorDay ?? 1}` : "Before use",
    },
    ...(postpaid
      ? [
          {
            label: "Next bill",
            value: nextBillAt ? <ExactTime at={nextBillAt} /> : "When access is back",
          },
        ]
      : []),
    ...(creditUntil && (postpaid || access === "grace")
      ? [
          {
            label: postpaid ? "Unless paid, access ends" : "In grace until",
            value: (
              <>
                <ExactTime at={creditUntil} />
                <RelativeTime at={creditUntil} className="block text-sm text-ink-faint" />
              </>
            ),
          },
        ]
      : []),
  ];
}

function NextAttempt({ at }: { at: Date | null }) {
  if (!at) return "It is tried again when the router is back.";
  if (at.getTime() < Date.now()) return "The next try is due now.";
  return (
    <>
      Tried again by itself <RelativeTime at={at} />.
    </>
  );
}

/** What staff must know before anything else: trouble, in words, with what happens next. */
export function UserNotices({ details }: { details: UserDetails }) {
  const { user, sync, router, leaving } = details;
  return (
    <div className="mb-4 space-y-3 empty:hidden">
      {details.access === "grace" && user.creditUntil ? (
        <Callout tone="warn" title="In grace: the paid time has run out">
          Access ends <RelativeTime at={user.creditUntil} />. Whoever pays before then pays from the
          old expiry.
        </Callout>
      ) : null}
      {details.access === "provisional" && user.provisionalUntil ? (
        <Callout tone="info" title="Open on M-Pesa's word">
          The receipt is on its way. Without it access ends{" "}
          <RelativeTime at={user.provisionalUntil} />.
        </Callout>
      ) : null}
      {router.syncPolicy === "observe_only" ? (
        <Callout tone="info" title={`${router.name} is only observed`}>
          Nothing is written to it until somebody presses “Start managing” on the{" "}
          <Link href={`/routers/${router.id}`} className="underline underline-offset-2">
            router's page
          </Link>
          .
        </Callout>
      ) : null}
      {sync?.lastError && sync.status !== "in_sync" ? (
        <Callout tone="bad" title={sync.lastError}>
          {sync.failureCount > 1 ? `Tried ${sync.failureCount} times. ` : null}
          <NextAttempt at={sync.nextAttemptAt} />
        </Callout>
      ) : null}
      {leaving.map((other) => (
        <Callout key={other.routerId} tone="info" title={`Leaving ${other.routerName}`}>
          <StatusBadge kind="sync" status={other.status as "pending"} /> {other.lastError}
        </Callout>
      ))}
    </div>
  );
}

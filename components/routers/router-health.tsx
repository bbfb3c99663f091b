import Link from "next/link";
import type { RouterSummary } from "@/services/routers";
import { StatusBadge } from "../status-badges";
import { Callout } from "../ui/callout";
import { Card, CardHeader } from "../ui/card";
import { DescriptionList } from "../ui/description-list";
import { formatBytes, formatDuration } from "../ui/format";
import { RelativeTime } from "../ui/relative-time";

/** What was last seen of a router, with its age: nothing here asks the router. */
export function RouterHealth({ router, history }: { router: RouterSummary; history?: string }) {
  const { state } = router;
  const known = <T,>(value: T | null, words: (value: T) => string) =>
    value === null ? "–" : words(value);
  return (
    <Card>
      <CardHeader
        title="Health"
        description={
          state.lastSeenAt ? (
            <>
              As seen <RelativeTime at={state.lastSeenAt} />
            </>
          ) : (
            "Not seen yet"
          )
        }
        actions={<StatusBadge kind="router" status={state.reachability} />}
      />
      <DescriptionList
        facts={[
          { label: "Identity", value: state.identity ?? "–" },
          { label: "RouterOS", value: state.rosVersion ?? "–" },
          { label: "Board", value: state.boardName ?? "–" },
          { label: "Up for", value: known(state.uptimeSeconds, (s) => formatDuration(s * 1000)) },
          { label: "Processor", value: known(state.cpuLoadPercent, (load) => `${load}%`) },
          { label: "Free memory", value: known(state.freeMemoryBytes, formatBytes) },
          { label: "Sessions", value: known(state.sessionCount, String) },
          {
            label: "Secrets that are not ours",
            value: known(state.foreignSecretCount, String),
          },
          {
            label: "All users compared",
            value: state.lastReconciledAt ? <RelativeTime at={state.lastReconciledAt} /> : "–",
          },
        ]}
      />
      {history ? (
        <p className="border-line border-t px-4 py-3 text-sm">
          <Link className="text-accent-text underline-offset-2 hover:underline" href={history}>
            History, ports and netwatch
          </Link>
        </p>
      ) : null}
    </Card>
  );
}

/** Trouble with the router, in words, and what happens next. */
export function RouterNotices({ router }: { router: RouterSummary }) {
  const { state, openUntil } = router;
  return (
    <div className="mb-4 space-y-3 empty:hidden">
      {state.brakeReason ? (
        <Callout tone="bad" title="Stopped by the brake">
          {state.brakeReason} Look at the plan; “Go on managing” lets it through.
        </Callout>
      ) : null}
      {state.guardFindings.map((finding) => (
        <Callout key={finding.reason} tone="warn" title={finding.message}>
          Since <RelativeTime at={new Date(finding.since)} />.
        </Callout>
      ))}
      {state.reachability === "down" ? (
        <Callout tone="bad" title={state.lastError ?? "The router does not answer."}>
          {state.reachabilitySince ? (
            <>
              Down since <RelativeTime at={state.reachabilitySince} />.{" "}
            </>
          ) : null}
          {openUntil ? (
            <>
              Tried again by itself <RelativeTime at={openUntil} />.{" "}
            </>
          ) : null}
          Everything owed to its users follows when it is back.
        </Callout>
      ) : null}
    </div>
  );
}

import { Cpu, Users } from "lucide-react";
import Link from "next/link";
import type { RouterSummary } from "@/services/routers";
import { StatusBadge } from "../status-badges";
import { Card } from "../ui/card";
import { RelativeTime } from "../ui/relative-time";

/** Each router as a card: is it up, who is on it, what is wrong. */
export function RouterList({ routers }: { routers: RouterSummary[] }) {
  return (
    <ul className="grid gap-4 md:grid-cols-2">
      {routers.map((router) => (
        <li key={router.id}>
          <RouterCard router={router} />
        </li>
      ))}
    </ul>
  );
}

function RouterCard({ router }: { router: RouterSummary }) {
  const { state, users } = router;
  const behind = users.pending + users.failed;
  return (
    <Card className="relative h-full p-4 transition-colors hover:border-line-strong">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="truncate font-semibold">
            <Link href={`/routers/${router.id}`} className="after:absolute after:inset-0">
              {router.name}
            </Link>
          </h2>
          <p className="truncate font-mono text-sm text-ink-faint">
            {router.host}:{router.port}
          </p>
        </div>
        <div className="flex flex-col items-end gap-1.5">
          <StatusBadge kind="router" status={state.reachability} />
          <StatusBadge kind="policy" status={router.syncPolicy} />
        </div>
      </div>
      {state.brakeReason || (state.reachability === "down" && state.lastError) ? (
        <p className="mt-3 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
          {state.brakeReason ?? state.lastError}
        </p>
      ) : null}
      <dl className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-muted">
        <div className="flex items-center gap-1.5">
          <dt>
            <Users className="size-4 text-ink-faint" aria-label="Users" />
          </dt>
          <dd>
            {users.total} users, {users.online} online
            {behind > 0 ? <span className="text-warn">, {behind} not in sync</span> : null}
          </dd>
        </div>
        {state.cpuLoadPercent === null ? null : (
          <div className="flex items-center gap-1.5">
            <dt>
              <Cpu className="size-4 text-ink-faint" aria-label="Processor" />
            </dt>
            <dd>{state.cpuLoadPercent}%</dd>
          </div>
        )}
        <div className="ml-auto flex items-center gap-1">
          <dt className="sr-only">Last seen</dt>
          <dd className="text-ink-faint">
            {state.lastSeenAt ? (
              <>
                seen <RelativeTime at={state.lastSeenAt} />
              </>
            ) : (
              "never seen"
            )}
          </dd>
        </div>
      </dl>
    </Card>
  );
}

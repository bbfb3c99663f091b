import Link from "next/link";
import type { UserDetails } from "@/services/users";
import { Button } from "../ui/button";
import { Card, CardHeader } from "../ui/card";
import { RelativeTime } from "../ui/relative-time";
import { StateComparison } from "./state-comparison";
import { Why } from "./why";

/** Why the user is online or offline, then desired against observed with the age of the last agreement. */
export function StateCard({
  why,
  desired,
  sync,
  sessionsHref,
}: Pick<UserDetails, "why" | "desired" | "sync"> & {
  /** Where the user's live sessions are asked for. */
  sessionsHref?: string;
}) {
  return (
    <Card>
      <CardHeader
        title="Desired and observed"
        description={
          sync?.lastSyncedAt ? (
            <>
              Last seen to agree <RelativeTime at={sync.lastSyncedAt} />
            </>
          ) : (
            "Has not been seen to agree yet"
          )
        }
        actions={
          sessionsHref ? (
            <Button asChild size="sm">
              <Link href={sessionsHref}>Live sessions</Link>
            </Button>
          ) : null
        }
      />
      {why ? <Why why={why} /> : null}
      {desired ? (
        <StateComparison
          comparison={{
            intent: desired.intent,
            desiredGeneration: desired.generation,
            observedGeneration: sync?.observedGeneration ?? 0,
            status: sync?.status ?? "unknown",
            online: sync?.online ?? null,
            sessionAddress: sync?.sessionAddress ?? null,
          }}
        />
      ) : null}
    </Card>
  );
}

import Link from "next/link";
import type { RouterSummary } from "@/services/routers";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";

/** What a router lacks: what stops users first, the rest to be looked at. */
export function RouterConditions({ router }: { router: RouterSummary }) {
  const { conditions, foreignSecretCount: others } = router.state;
  const severe = conditions.filter((condition) => condition.severe);
  const mild = conditions.filter((condition) => !condition.severe);
  return (
    <div className="mb-4 space-y-3 empty:hidden">
      {severe.map(({ code, message }) => (
        <Callout key={code} tone="bad" title={TITLES[code] ?? "This router lacks something"}>
          {message}
        </Callout>
      ))}
      {mild.length > 0 ? (
        <Callout tone="warn" title="Worth a look">
          <ul className="list-disc pl-4">
            {mild.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {others && router.users.total === 0 ? (
        <Callout
          tone="info"
          title={`${others.toLocaleString("en")} logins on this router are nobody's here yet`}
          action={
            <Button asChild size="sm">
              <Link href={`/routers/${router.id}/import`}>Import</Link>
            </Button>
          }
        >
          They can be taken over as they are; nobody is disconnected.
        </Callout>
      ) : null}
    </div>
  );
}

const TITLES: Record<string, string> = {
  missing_policy: "The API user may not do enough",
  no_ppp: "PPPoE is not available",
  no_hotspot: "Hotspot is not available",
};

import { CircleCheck, CircleDashed, CircleHelp } from "lucide-react";
import type { Intent } from "@/lib/sync/intent";
import { cn } from "../ui/cn";
import { formatSpeeds } from "../ui/format";
import { Table, Td, Th } from "../ui/table";

export interface Comparison {
  intent: Intent;
  desiredGeneration: number;
  observedGeneration: number;
  status: string;
  online: boolean | null;
  sessionAddress: string | null;
}

const ACCESS = {
  on: "On",
  walled: "Pay page only",
  off: "Off",
};

interface Line {
  label: string;
  desired: string;
  observed: string;
  agrees: boolean | undefined;
}

/** What should be true beside what was last seen to be true; what was not read back is never called agreement. */
function lines(comparison: Comparison): Line[] {
  const { intent, desiredGeneration, observedGeneration, online } = comparison;
  const isStatic = intent.serviceType === "static";
  const verified = comparison.status === "in_sync" && observedGeneration >= desiredGeneration;
  const followed = (label: string, desired: string): Line => ({
    label,
    desired,
    observed: verified ? desired : "not yet",
    agrees: verified,
  });
  const gone = intent.keptOut ? "Gone, its address cut off," : "Gone from the router";
  const present = intent.presence === "present" ? "On the router" : gone;
  return [
    followed("Login", `${present} as ${intent.username}`),
    followed("Access", ACCESS[intent.access]),
    followed("Speed", formatSpeeds(intent.rates.downloadKbps, intent.rates.uploadKbps)),
    followed("Address", intent.address.fixed ?? intent.address.pool ?? "From the router's pool"),
    ...(intent.address.mac ? [followed("Only this device", intent.address.mac)] : []),
    followed("Password", intent.credential ? `Version ${intent.credential.version}` : "None"),
    {
      label: "Session",
      // An address that is cut off may still answer the router's own pings.
      desired: intent.access === "off" && !isStatic ? "None" : "May be open",
      observed: online === null ? "not seen" : online ? sessionWords(comparison) : "None",
      agrees: online === null ? undefined : isStatic || intent.access !== "off" || !online,
    },
    {
      label: "Generation",
      desired: String(desiredGeneration),
      observed: String(observedGeneration),
      agrees: observedGeneration >= desiredGeneration,
    },
  ];
}

const sessionWords = ({ sessionAddress }: Comparison) =>
  sessionAddress ? `Open, ${sessionAddress}` : "Open";

/** Desired against observed, line by line. */
export function StateComparison({ comparison }: { comparison: Comparison }) {
  return (
    <Table label="Desired and observed state">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">What</span>
          </Th>
          <Th>Desired</Th>
          <Th>Observed</Th>
        </tr>
      </thead>
      <tbody>
        {lines(comparison).map((line) => (
          <tr key={line.label} className="last:[&>*]:border-b-0">
            <th
              scope="row"
              className="border-line border-b px-4 py-2.5 text-left text-sm font-normal text-ink-muted"
            >
              {line.label}
            </th>
            <Td>{line.desired}</Td>
            <Td>
              <span className={cn("flex items-center gap-1.5", !line.agrees && "text-ink-muted")}>
                <Agreement agrees={line.agrees} />
                {line.observed}
              </span>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Agreement({ agrees }: { agrees: boolean | undefined }) {
  if (agrees === undefined)
    return <CircleHelp className="size-4 shrink-0 text-ink-faint" aria-label="unknown" />;
  return agrees ? (
    <CircleCheck className="size-4 shrink-0 text-ok" aria-label="agrees" />
  ) : (
    <CircleDashed className="size-4 shrink-0 text-warn" aria-label="does not agree yet" />
  );
}

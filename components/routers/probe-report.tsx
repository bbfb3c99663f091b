"use client";

import { Pin } from "lucide-react";
import type { ProbeResult } from "@/services/routers";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { formatBytes, formatDuration } from "../ui/format";

export interface ProbeReportProps {
  probe: ProbeResult;
  /** The fingerprint that the form holds now. */
  pinned: string;
  onPin: (fingerprint: string) => void;
}

/** What "Test connection" found, or exactly what is wrong; a certificate can be pinned from here. */
export function ProbeReportView({ probe, pinned, onPin }: ProbeReportProps) {
  if (!probe.ok) {
    const { seenFingerprint } = probe;
    return (
      <div className="space-y-3">
        <Callout
          tone="bad"
          title={seenFingerprint ? "The certificate has changed" : "This does not work"}
        >
          {probe.message}
        </Callout>
        {seenFingerprint ? (
          <Certificate seen={seenFingerprint} pinned={pinned} onPin={onPin} />
        ) : null}
      </div>
    );
  }
  const { report } = probe;
  const { connection } = report;
  const how =
    connection.transport === "plain"
      ? "without encryption"
      : connection.tlsAnonymous
        ? "with TLS, but without a certificate"
        : "with TLS";
  const facts = [
    ["RouterOS", report.version],
    ["Board", report.boardName],
    ["Up for", formatDuration(report.uptimeSeconds * 1000)],
    ["Processor", `${report.cpuLoadPercent}%`],
    ["Free memory", formatBytes(report.freeMemoryBytes)],
    ["PPP", report.pppAvailable ? `${report.secretCount} secrets` : "not available"],
    ["Sessions", String(report.sessionCount)],
  ];
  const problems = report.missingPolicies.length > 0;
  return (
    <div className="space-y-3">
      <Callout tone={problems ? "warn" : "ok"} title={`This is “${report.identity}”`}>
        Signed in {how}.
        {problems
          ? ` The API user lacks: ${report.missingPolicies.join(", ")}. Give its group these policies.`
          : null}
      </Callout>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-sm sm:grid-cols-3">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-ink-faint">{label}</dt>
            <dd className="font-medium [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {connection.tlsFingerprint ? (
        <Certificate seen={connection.tlsFingerprint} pinned={pinned} onPin={onPin} />
      ) : null}
      {report.warnings.length > 0 ? (
        <Callout tone="warn" title="Worth a look">
          <ul className="list-disc pl-4">
            {report.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
    </div>
  );
}

const plain = (fingerprint: string) => fingerprint.replaceAll(":", "").trim().toLowerCase();

/** The fingerprint that was shown, and whether it is the one to insist on. */
function Certificate({ seen, pinned, onPin }: { seen: string } & Omit<ProbeReportProps, "probe">) {
  const same = plain(pinned) === plain(seen);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm text-ink-muted">
      <p className="min-w-0 flex-1 basis-72">
        Certificate (SHA-256){" "}
        <span className="font-mono text-xs [overflow-wrap:anywhere]">{seen}</span>
      </p>
      {same ? (
        <span className="inline-flex items-center gap-1.5 text-ok">
          <Pin className="size-4" aria-hidden /> Pinned
        </span>
      ) : (
        <Button size="sm" onClick={() => onPin(seen)}>
          <Pin aria-hidden /> Pin this certificate
        </Button>
      )}
    </div>
  );
}

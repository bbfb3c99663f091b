import type { ProbeResult } from "@/services/routers";
import { Callout } from "../ui/callout";
import { formatBytes, formatDuration } from "../ui/format";

/** What "Test connection" found, or exactly what is wrong. */
export function ProbeReportView({ probe }: { probe: ProbeResult }) {
  if (!probe.ok) {
    return (
      <Callout tone="bad" title="This does not work">
        {probe.message}
      </Callout>
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
        <p className="text-sm text-ink-muted">
          Certificate (SHA-256){" "}
          <span className="font-mono text-xs [overflow-wrap:anywhere]">
            {connection.tlsFingerprint}
          </span>
        </p>
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

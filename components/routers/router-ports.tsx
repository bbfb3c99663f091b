import type { RouterSummary } from "@/services/routers";
import { Card, CardBody, CardHeader } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { formatBytes, formatSpeed } from "../ui/format";
import { RelativeTime } from "../ui/relative-time";
import { Table, Td, Th, Tr } from "../ui/table";

type State = RouterSummary["state"];

const speed = (kbps: number | null) => (kbps === null ? "–" : formatSpeed(kbps));

/** The running ports, as of the last poll. */
export function RouterPorts({ state: { ports, polledAt } }: { state: State }) {
  return (
    <Card className="min-w-0 lg:col-span-2">
      <CardHeader title="Running ports" description={<Age at={polledAt} />} />
      {ports && ports.length > 0 ? (
        <Table label="Running ports">
          <thead>
            <tr>
              <Th>Port</Th>
              <Th className="text-right">In</Th>
              <Th className="text-right">Out</Th>
              <Th className="text-right max-sm:hidden">Received</Th>
              <Th className="text-right max-sm:hidden">Sent</Th>
            </tr>
          </thead>
          <tbody>
            {ports.map((port) => (
              <Tr key={port.name}>
                <Td>
                  <span className="font-mono text-sm">{port.name}</span>{" "}
                  <span className="text-sm text-ink-faint">{port.type}</span>
                </Td>
                <Td className="whitespace-nowrap text-right tabular">{speed(port.rxKbps)}</Td>
                <Td className="whitespace-nowrap text-right tabular">{speed(port.txKbps)}</Td>
                <Td className="whitespace-nowrap text-right tabular max-sm:hidden">
                  {formatBytes(port.rxBytes)}
                </Td>
                <Td className="whitespace-nowrap text-right tabular max-sm:hidden">
                  {formatBytes(port.txBytes)}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <EmptyState
          title="No ports known"
          description="They appear after the first poll that the router answers."
        />
      )}
    </Card>
  );
}

/** What the router's own watch says of hosts. */
export function RouterNetwatch({ state: { netwatch, polledAt } }: { state: State }) {
  return (
    <Card>
      <CardHeader title="Netwatch" description={<Age at={polledAt} />} />
      <CardBody className="space-y-3">
        {netwatch ? (
          <>
            <p>
              <strong>{netwatch.up}</strong> up, <strong>{netwatch.down}</strong> down
              {netwatch.unknown > 0 ? `, ${netwatch.unknown} not known yet` : ""}.
            </p>
            <DownHosts hosts={netwatch.downHosts} />
          </>
        ) : (
          <p className="text-ink-muted">This router has told nothing of netwatch.</p>
        )}
      </CardBody>
    </Card>
  );
}

function DownHosts({ hosts }: { hosts: { host: string; comment?: string }[] }) {
  if (hosts.length === 0)
    return <p className="text-ink-muted">No host of your own network is down.</p>;
  return (
    <ul className="space-y-1" aria-label="Hosts of your own that are down">
      {hosts.map(({ host, comment }) => (
        <li key={host}>
          <span className="font-mono text-sm">{host}</span>{" "}
          {comment ? <span className="text-sm text-ink-muted">{comment}</span> : null}
        </li>
      ))}
    </ul>
  );
}

const Age = ({ at }: { at: Date | null }) =>
  at ? (
    <>
      As read <RelativeTime at={at} />
    </>
  ) : (
    "Not read yet"
  );

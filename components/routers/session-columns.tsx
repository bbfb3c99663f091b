import type { ColumnDef } from "@tanstack/react-table";
import Link from "next/link";
import type { LiveSession } from "@/services/routers";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { columnsFor, type Features } from "../ui/data-table/features";
import { RelativeTime } from "../ui/relative-time";

export interface SessionColumnsInput {
  routerId: string;
  mayDisconnect: boolean;
  disconnect: FormAction<unknown>;
  onGone: () => void;
}

const column = columnsFor<LiveSession>();

// biome-ignore lint/suspicious/noExplicitAny: a table's columns hold values of different types
type Columns = ColumnDef<Features, LiveSession, any>[];

/** What the list of sessions shows; the button only where something may be done. */
export const sessionColumns = (input: SessionColumnsInput): Columns => [
  column.accessor("name", { header: "Login", cell: ({ row }) => <Login session={row.original} /> }),
  column.accessor("service", {
    header: "Service",
    enableSorting: false,
    meta: { from: "md" },
    cell: ({ row }) => (row.original.service === "pppoe" ? "PPPoE" : "Hotspot"),
  }),
  column.accessor("address", {
    header: "Address",
    meta: { from: "sm" },
    cell: ({ row }) => <span className="font-mono text-sm">{row.original.address ?? "–"}</span>,
  }),
  column.accessor("device", {
    header: "Device",
    enableSorting: false,
    meta: { from: "lg" },
    cell: ({ row }) => <span className="font-mono text-sm">{row.original.device ?? "–"}</span>,
  }),
  column.accessor("startedAt", {
    header: "Since",
    meta: { from: "sm" },
    cell: ({ row: { original } }) =>
      original.startedAt ? <RelativeTime at={original.startedAt} /> : "–",
  }),
  column.display({
    id: "disconnect",
    header: () => <span className="sr-only">Action</span>,
    meta: { align: "right" },
    cell: ({ row }) =>
      input.mayDisconnect && row.original.user ? (
        <Disconnect session={row.original} {...input} />
      ) : null,
  }),
];

function Login({ session: { name, user } }: { session: LiveSession }) {
  return (
    <div className="min-w-0">
      {user ? (
        <>
          <Link href={`/users/${user.id}`} className="font-medium hover:underline">
            {name}
          </Link>
          <p className="text-sm text-ink-muted">{user.customer}</p>
        </>
      ) : (
        <span className="flex flex-wrap items-center gap-2">
          {name} <Badge>Not ours</Badge>
        </span>
      )}
    </div>
  );
}

function Disconnect({
  session,
  routerId,
  disconnect,
  onGone,
}: SessionColumnsInput & { session: LiveSession }) {
  const { name, rowId, service, startedAt } = session;
  const action: FormAction<unknown> = async (previous, form) => {
    const state = await disconnect(previous, form);
    if (state?.ok) onGone();
    return state;
  };
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Disconnect</Button>}
      title={`Disconnect ${name}?`}
      description="The session ends now. The device may sign in again by itself within seconds: to keep somebody out, suspend the user."
      confirmLabel="Disconnect"
      danger
      action={action}
      hidden={{ routerId, name, rowId, service, ...(startedAt && { startedAt }) }}
      success={`${name} was disconnected.`}
    />
  );
}

"use client";

import { useTable } from "@tanstack/react-table";
import { RefreshCw, Users } from "lucide-react";
import { useMemo, useState } from "react";
import type { LiveSession } from "@/services/routers";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Card, CardHeader } from "../ui/card";
import { type Features, features } from "../ui/data-table/features";
import { Grid } from "../ui/data-table/grid";
import { Pager } from "../ui/data-table/pager";
import { EmptyState, ErrorState } from "../ui/empty-state";
import { Input } from "../ui/input";
import { RelativeTime } from "../ui/relative-time";
import { type SessionOrder, selectSessions } from "./select-sessions";
import { sessionColumns } from "./session-columns";
import { useSessions } from "./use-sessions";

const PAGE_SIZE = 50;

export interface SessionListProps {
  routerId: string;
  initialSearch: string;
  mayDisconnect: boolean;
  disconnect: FormAction<unknown>;
}

/** Who is online on a router, with the age of the reading; a router that hangs ends in a sentence. */
export function SessionList(props: SessionListProps) {
  const { reading, again } = useSessions(props.routerId);
  const { list, state } = reading;
  const refresh = (
    <Button onClick={again} disabled={state === "reading"}>
      <RefreshCw aria-hidden /> {state === "reading" ? "Reading…" : "Read again"}
    </Button>
  );
  if (!list)
    return (
      <Card aria-busy={state === "reading"}>
        {state === "failed" ? (
          <ErrorState
            title="The sessions could not be read"
            description={reading.problem}
            action={<Button onClick={again}>Try again</Button>}
          />
        ) : (
          <p role="status" className="px-4 py-14 text-center text-ink-muted">
            Asking the router. This takes ten seconds at most.
          </p>
        )}
      </Card>
    );
  return (
    <div className="space-y-4">
      {state === "failed" ? (
        <Callout tone="bad" title="The sessions could not be read again">
          {reading.problem}
        </Callout>
      ) : null}
      <Card aria-busy={state === "reading"}>
        <CardHeader
          title={`${list.sessions.length.toLocaleString("en-KE")} online`}
          description={
            <>
              Read <RelativeTime at={list.readAt} />
            </>
          }
          actions={refresh}
        />
        {list.sessions.length === 0 ? (
          <EmptyState
            icon={Users}
            title="Nobody is online"
            description="Static addresses have no sessions and are not listed."
          />
        ) : (
          <Sessions {...props} sessions={list.sessions} onGone={again} />
        )}
      </Card>
    </div>
  );
}

type SessionsProps = SessionListProps & { sessions: LiveSession[]; onGone: () => void };

function Sessions(props: SessionsProps) {
  const { sessions, initialSearch, routerId, mayDisconnect, disconnect, onGone } = props;
  const [search, setSearch] = useState(initialSearch);
  const [sorting, setSorting] = useState([{ id: "name", desc: false }]);
  const [page, setPage] = useState(1);
  const [first] = sorting;
  const found = useMemo(
    () =>
      selectSessions(sessions, {
        search,
        order: (first?.id ?? "name") as SessionOrder,
        descending: first?.desc ?? false,
      }),
    [sessions, search, first],
  );
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const shown = Math.min(page, pages);
  const data = useMemo(
    () => found.slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE),
    [found, shown],
  );
  const columns = useMemo(
    () => sessionColumns({ routerId, mayDisconnect, disconnect, onGone }),
    [routerId, mayDisconnect, disconnect, onGone],
  );
  const table = useTable<Features, LiveSession>({
    features,
    columns,
    data,
    getRowId: (row) => `${row.service} ${row.rowId}`,
    state: { sorting },
    manualSorting: true,
    enableMultiSort: false,
    onSortingChange: setSorting,
  });
  return (
    <>
      <div className="border-line border-b p-3">
        <Input
          type="search"
          aria-label="Search sessions"
          placeholder="Name, customer, address or device"
          className="sm:max-w-xs"
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setPage(1);
          }}
        />
      </div>
      <Grid label="Sessions" table={table} />
      <Pager total={found.length} pageSize={PAGE_SIZE} page={shown} onTurn={setPage} />
    </>
  );
}

"use client";

import type { TillRow } from "@/services/tills";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card, CardBody, CardHeader } from "../ui/card";
import { DescriptionList } from "../ui/description-list";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";
import { CloseTill, type CloseTillAction } from "./close-till";
import { OpenTill } from "./open-till";
import { type RecordCashAction, TakeCash } from "./take-cash";

export interface TillCardProps {
  till: TillRow;
  actions: { open: FormAction; close: CloseTillAction; take: RecordCashAction };
  /** The signed-in staff member has it open. */
  mine: boolean;
  mayUse: boolean;
  mayClose: boolean;
}

/** One cash desk: who has it, what should lie in it, and what can be done now. */
export function TillCard({ till, actions, mine, mayUse, mayClose }: TillCardProps) {
  const { session } = till;
  if (!session)
    return (
      <Card>
        <CardHeader title={till.name} actions={<Badge>Closed</Badge>} />
        <DescriptionList
          facts={[
            {
              label: "Last count",
              value:
                till.lastCountedCents === null ? (
                  "None yet"
                ) : (
                  <Money cents={till.lastCountedCents} />
                ),
            },
          ]}
        />
        {mayUse ? (
          <CardBody className="border-line border-t">
            <OpenTill till={till} action={actions.open} />
          </CardBody>
        ) : null}
      </Card>
    );
  return (
    <Card>
      <CardHeader title={till.name} actions={<Badge tone="ok">Open</Badge>} />
      <DescriptionList
        facts={[
          { label: "With", value: mine ? "You" : (session.staffName ?? "Staff") },
          { label: "Since", value: <RelativeTime at={session.openedAt} /> },
          { label: "Opened with", value: <Money cents={session.openingCents} /> },
          { label: "Taken", value: <Money cents={session.expectedCents - session.openingCents} /> },
        ]}
      />
      {mine || mayClose ? (
        <CardBody className="flex flex-wrap gap-2 border-line border-t">
          {mine ? (
            <TakeCash
              tillSessionId={session.tillSessionId}
              action={actions.take}
              trigger={<Button variant="primary">Take cash</Button>}
            />
          ) : null}
          {mayClose ? (
            <CloseTill till={{ ...session, name: till.name }} action={actions.close} />
          ) : null}
        </CardBody>
      ) : null}
    </Card>
  );
}

"use client";

import { Download } from "lucide-react";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";

/** Nothing was read yet: what will happen, and the press that begins it. */
export function ImportIntro({ routerId, start }: { routerId: string; start: FormAction<unknown> }) {
  return (
    <Card>
      <EmptyState
        icon={Download}
        title="Take over who is on this router"
        description="Its secrets, hotspot users and queues are read once. You then look through the packages and customers they suggest; nothing is written until you say so, and nobody is disconnected."
        action={
          <ActionButton
            variant="primary"
            action={start}
            fields={{ routerId }}
            success="The router was read."
          >
            <Download aria-hidden /> Read the router
          </ActionButton>
        }
      />
    </Card>
  );
}

"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { Card, CardBody, CardHeader } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Checkbox } from "../ui/toggles";

interface RemoveRouterProps {
  routerId: string;
  name: string;
  /** It answered when last asked: then nothing needs to be written off. */
  answers: boolean;
  action: FormAction<unknown>;
}

/** Takes a router out of service, at the end of its page of settings. */
export function RemoveRouter({ routerId, name, answers, action }: RemoveRouterProps) {
  const router = useRouter();
  return (
    <Card className="mt-5 max-w-2xl">
      <CardHeader title="Remove" />
      <CardBody className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-ink-muted">
          A router without users is taken out of service. What was done on it stays in the history.
        </p>
        <ConfirmDialog
          trigger={
            <Button variant="danger">
              <Trash2 aria-hidden /> Remove router
            </Button>
          }
          title={`Remove ${name}?`}
          description="Nothing is asked of it, or written to it, any more."
          confirmLabel="Remove"
          danger
          action={action}
          hidden={{ routerId }}
          success={`${name} was removed.`}
          onDone={() => router.push("/routers")}
        >
          {answers ? null : (
            <Checkbox
              name="writeOff"
              label="It is gone for good"
              hint="What it still holds of users who left is written off."
            />
          )}
        </ConfirmDialog>
      </CardBody>
    </Card>
  );
}

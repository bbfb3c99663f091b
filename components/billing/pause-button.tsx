"use client";

import { Pause, Play } from "lucide-react";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";

export interface PauseButtonProps {
  userId: string;
  paused: boolean;
  /** Lives off no paid time: of who pays after use no more is billed. */
  postpaid: boolean;
  /** There is time to keep. */
  hasTime: boolean;
  pause: FormAction<unknown>;
  resume: FormAction<unknown>;
}

/** Stops a user's time, or lets it run on. */
export function PauseButton(props: PauseButtonProps) {
  const { userId, paused, postpaid, hasTime, pause, resume } = props;
  if (paused)
    return (
      <ActionButton
        size="sm"
        variant="primary"
        action={resume}
        fields={{ userId }}
        success={postpaid ? "Time runs, and is billed again." : "The time that was kept runs on."}
      >
        <Play aria-hidden /> Resume
      </ActionButton>
    );
  if (!hasTime && !postpaid) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm">
          <Pause aria-hidden /> Pause
        </Button>
      }
      title="Pause this user?"
      description={
        postpaid
          ? "Access ends within seconds. What was used up to now is billed, and no more until somebody resumes it."
          : "Access ends within seconds. The time that is left is kept to the second, until somebody resumes it."
      }
      confirmLabel="Pause"
      action={pause}
      hidden={{ userId }}
      success={postpaid ? "Paused. No more is billed." : "Paused. The time left is kept."}
    />
  );
}

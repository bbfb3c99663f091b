"use client";

import { type ReactNode, useId, useState } from "react";
import { v7 } from "uuid";
import { ActionForm, type FormAction, SubmitButton } from "./action-form";
import { Button } from "./button";
import { Dialog, DialogActions, DialogClose } from "./dialog";
import { toast } from "./toaster";

export interface ConfirmDialogProps<T> {
  trigger?: ReactNode;
  /** For dialogs opened by something that is not their trigger, a menu's item say. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** What is about to happen, in detail; form fields may stand here too. */
  children?: ReactNode;
  confirmLabel: string;
  /** Why it cannot be done now: stands beside the button, which is then not pressed. */
  blocked?: ReactNode;
  danger?: boolean;
  size?: "sm" | "md" | "lg";
  action: FormAction<T>;
  hidden?: Record<string, string>;
  /** Toast after success. */
  success: string;
  /** After that: to go elsewhere, say. */
  onDone?: () => void;
}

/** Asks before doing something that people would regret, then does it by a server action. */
export function ConfirmDialog<T>(props: ConfirmDialogProps<T>) {
  const whyId = useId();
  const [own, setOwn] = useState(false);
  const open = props.open ?? own;
  const setOpen = props.onOpenChange ?? setOwn;
  const done = () => {
    setOpen(false);
    toast.success(props.success);
    props.onDone?.();
  };
  return (
    <Dialog
      trigger={props.trigger}
      title={props.title}
      description={props.description}
      size={props.size}
      open={open}
      onOpenChange={setOpen}
    >
      <ActionForm action={props.action} hidden={props.hidden} onSuccess={done}>
        <FormId />
        {props.children}
        <DialogActions>
          {props.blocked ? (
            <p id={whyId} className="text-sm text-warn max-sm:order-last sm:mr-auto sm:self-center">
              {props.blocked}
            </p>
          ) : null}
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton
            variant={props.danger ? "danger-solid" : "primary"}
            disabled={Boolean(props.blocked)}
            aria-describedby={props.blocked ? whyId : undefined}
          >
            {props.confirmLabel}
          </SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}

/** One for each opening: what is sent twice because its answer was lost is done once, by actions that look at it. */
function FormId() {
  const [id] = useState(() => v7());
  return <input type="hidden" name="formId" value={id} readOnly />;
}

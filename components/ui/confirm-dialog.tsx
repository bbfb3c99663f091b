"use client";

import { type ReactNode, useState } from "react";
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
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton variant={props.danger ? "danger-solid" : "primary"}>
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

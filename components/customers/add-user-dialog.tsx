"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { toast } from "../ui/toaster";
import {
  type ConnectionChoices,
  ConnectionFields,
  generatePassword,
} from "../users/connection-fields";
import { useSuggestedUsername } from "./use-suggested-username";

export interface AddUserDialogProps {
  action: FormAction<{ userId: string }>;
  customer: { id: string; name: string };
  choices: ConnectionChoices;
}

/** Another login for a customer. */
export function AddUserDialog({ action, customer, choices }: AddUserDialogProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const suggestion = useSuggestedUsername(open ? customer.name : "");
  const [password, setPassword] = useState("");
  useEffect(() => {
    if (open) setPassword(generatePassword());
  }, [open]);
  const done = ({ userId }: { userId: string }) => {
    setOpen(false);
    toast.success("User added.");
    router.push(`/users/${userId}`);
  };
  return (
    <Dialog
      title="Add user"
      description={`Another login for ${customer.name}. It has no access until something is paid for it.`}
      size="md"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Plus aria-hidden /> Add user
        </Button>
      }
    >
      <ActionForm action={action} onSuccess={done} hidden={{ customerId: customer.id }}>
        <ConnectionFields
          choices={choices}
          username={suggestion.username}
          onUsername={suggestion.type}
          password={password}
          onPassword={setPassword}
        />
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Add user</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}

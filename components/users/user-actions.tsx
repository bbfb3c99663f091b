"use client";

import {
  Ban,
  Cable,
  CalendarClock,
  Eye,
  Handshake,
  KeyRound,
  MoreHorizontal,
  Play,
  RefreshCw,
  XCircle,
} from "lucide-react";
import { useState } from "react";
import type { BillingModeChange } from "@/services/billing";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { CopyButton } from "../ui/copy-button";
import { Dialog } from "../ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "../ui/dropdown-menu";
import type { Option } from "../ui/select";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { BillingModeDialog } from "./billing-mode-dialog";
import { ConnectionDialog, type ConnectionValues } from "./connection-dialog";
import type { ServiceType } from "./service-words";

export interface UserActionsProps {
  userId: string;
  username: string;
  status: "active" | "suspended" | "closed";
  /** A pause is ended on the billing card, which gives the time back. */
  paused: boolean;
  serviceType: ServiceType;
  connection: ConnectionValues;
  routers: Option[];
  /** Somebody else's row on this router is in the way. */
  conflictOn?: string;
  mayWrite: boolean;
  maySync: boolean;
  mayBill: boolean;
  billingMode: "prepaid" | "postpaid";
  actions: Record<
    | "sync"
    | "suspend"
    | "resume"
    | "close"
    | "changePassword"
    | "setBillingMode"
    | "updateConnection"
    | "adopt",
    FormAction<unknown>
  > & {
    reveal: FormAction<{ password: string }>;
    describeBillingMode: FormAction<BillingModeChange>;
  };
}

type Open = "suspend" | "close" | "password" | "billing" | "connection" | "adopt" | undefined;

/** What staff can do to a user. */
export function UserActions(props: UserActionsProps) {
  const { userId, username, status, mayWrite, maySync, mayBill, actions } = props;
  const [open, setOpen] = useState<Open>();
  const [password, setPassword] = useState<string>();
  const hidden = { userId };

  const reveal = async () => {
    const form = new FormData();
    form.set("userId", userId);
    const state = await actions.reveal(null, form);
    if (state?.ok) setPassword(state.data.password);
    else if (state) toast.error(state.message);
  };
  const dialog = (which: Open) => ({
    open: open === which,
    onOpenChange: (next: boolean) => setOpen(next ? which : undefined),
    hidden,
  });
  return (
    <>
      {maySync ? (
        <ActionButton action={actions.sync} fields={hidden} success="Sync requested.">
          <RefreshCw aria-hidden /> Sync now
        </ActionButton>
      ) : null}
      {mayWrite && status === "suspended" && !props.paused ? (
        <ActionButton
          variant="primary"
          action={actions.resume}
          fields={hidden}
          success="Access follows what is paid again."
        >
          <Play aria-hidden /> Resume
        </ActionButton>
      ) : null}
      {mayWrite && status !== "closed" ? (
        <Menu
          trigger={
            <Button size="icon" aria-label="More actions">
              <MoreHorizontal aria-hidden />
            </Button>
          }
        >
          <RouterItems
            serviceType={props.serviceType}
            conflictOn={props.conflictOn}
            onOpen={setOpen}
            onReveal={() => void reveal()}
          />
          {mayBill ? (
            <MenuItem onSelect={() => setOpen("billing")}>
              <CalendarClock aria-hidden />{" "}
              {props.billingMode === "prepaid" ? "Switch to postpaid" : "Switch to prepaid"}
            </MenuItem>
          ) : null}
          <MenuSeparator />
          {status === "active" ? (
            <MenuItem onSelect={() => setOpen("suspend")}>
              <Ban aria-hidden /> Suspend
            </MenuItem>
          ) : null}
          <MenuItem danger onSelect={() => setOpen("close")}>
            <XCircle aria-hidden /> Close user
          </MenuItem>
        </Menu>
      ) : null}
      <BillingModeDialog
        {...dialog("billing")}
        userId={userId}
        username={username}
        billingMode={props.billingMode}
        preview={actions.describeBillingMode}
        action={actions.setBillingMode}
      />
      <ConfirmDialog
        {...dialog("suspend")}
        title={`Suspend ${username}?`}
        description="Access ends within seconds, whatever is paid, until somebody resumes it."
        confirmLabel="Suspend"
        danger
        action={actions.suspend}
        success="Suspended. The router follows."
      >
        <TextField name="reason" label="Why" placeholder="For whoever looks later" required />
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog("close")}
        title={`Close ${username} for good?`}
        description={`The login leaves the router and its name becomes free. ${props.serviceType === "static" ? "Its address stays cut off until another user gets it. " : ""}Its history stays. This cannot be undone.`}
        confirmLabel="Close user"
        danger
        action={actions.close}
        success="Closed. The router follows."
      />
      <ConfirmDialog
        {...dialog("password")}
        title="Change the router password"
        description="The customer's device must be given the new one before it can dial in again."
        confirmLabel="Change password"
        action={actions.changePassword}
        success="Password changed. The router follows."
      >
        <TextField
          name="password"
          label="New password"
          hint="Empty: one is made."
          autoComplete="off"
          optional
        />
      </ConfirmDialog>
      <ConnectionDialog {...dialog("connection")} {...props} action={actions.updateConnection} />
      <ConfirmDialog
        {...dialog("adopt")}
        hidden={{ userId, routerId: props.conflictOn ?? "" }}
        title={`Take over what is on the router as ${username}?`}
        description="The row that is in the way gets this user's mark and is then made right: speed and access follow what is paid. Its password stays and becomes this user's. Do this when it is the same customer's."
        confirmLabel="Take over"
        action={actions.adopt}
        success="Taken over. The router follows."
      />
      <Dialog
        title="Router password"
        description="That you looked is in the audit log."
        open={password !== undefined}
        onOpenChange={() => setPassword(undefined)}
      >
        <p className="flex items-center justify-between rounded-md bg-sunken px-3 py-2 font-mono text-lg">
          {password}
          <CopyButton value={password ?? ""} label="Copy password" />
        </p>
      </Dialog>
    </>
  );
}

interface RouterItemsProps extends Pick<UserActionsProps, "serviceType" | "conflictOn"> {
  onOpen: (which: Open) => void;
  onReveal: () => void;
}

/** What concerns the user's rows on the router; an address has no password. */
function RouterItems({ serviceType, conflictOn, onOpen, onReveal }: RouterItemsProps) {
  return (
    <>
      <MenuItem onSelect={() => onOpen("connection")}>
        <Cable aria-hidden /> Change connection
      </MenuItem>
      {serviceType === "static" ? null : (
        <>
          <MenuItem onSelect={onReveal}>
            <Eye aria-hidden /> Show router password
          </MenuItem>
          <MenuItem onSelect={() => onOpen("password")}>
            <KeyRound aria-hidden /> Change router password
          </MenuItem>
        </>
      )}
      {conflictOn ? (
        <MenuItem onSelect={() => onOpen("adopt")}>
          <Handshake aria-hidden /> Take over the router's row
        </MenuItem>
      ) : null}
    </>
  );
}

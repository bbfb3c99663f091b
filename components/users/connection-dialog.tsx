"use client";

import type { FormAction } from "../ui/action-form";
import { Combobox } from "../ui/combobox";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import type { Option } from "../ui/select";
import { TextField } from "../ui/text-field";
import { DeviceFields } from "./device-fields";
import type { ServiceType } from "./service-words";

/** How a user is connected now. */
export interface ConnectionValues {
  routerId: string;
  username: string;
  staticAddress: string | null;
  macAddress: string | null;
  version: number;
}

export interface ConnectionDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  userId: string;
  serviceType: ServiceType;
  connection: ConnectionValues;
  routers: Option[];
  action: FormAction<unknown>;
}

/** Renames a user, moves it to another router, or ties it to an address or a device. */
export function ConnectionDialog(props: ConnectionDialogProps) {
  const { open, onOpenChange, userId, serviceType, connection, routers, action } = props;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      hidden={{ userId, version: String(connection.version) }}
      title="Change the connection"
      description="The routers follow within seconds. A session that runs on the old settings is dropped once."
      confirmLabel="Save connection"
      action={action}
      success="Saved. The router follows."
    >
      <div className="grid gap-4">
        <Field name="routerId" label="Router" required>
          {(control) => (
            <Combobox {...control} options={routers} defaultValue={connection.routerId} />
          )}
        </Field>
        <TextField
          name="username"
          label={serviceType === "static" ? "Queue name" : "Username"}
          className="font-mono"
          autoComplete="off"
          defaultValue={connection.username}
          required
        />
        <DeviceFields service={serviceType} values={connection} />
      </div>
    </ConfirmDialog>
  );
}

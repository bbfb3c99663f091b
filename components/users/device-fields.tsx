"use client";

import { TextField } from "../ui/text-field";
import type { ServiceType } from "./service-words";

export interface DeviceFieldsProps {
  service: ServiceType;
  /** Put before each field's name, e.g. "user.". */
  prefix?: string;
  values?: { staticAddress: string | null; macAddress: string | null };
}

/** The address that a user has for good, and the device that it is tied to. */
export function DeviceFields({ service, prefix = "", values }: DeviceFieldsProps) {
  const isStatic = service === "static";
  return (
    <>
      <TextField
        name={`${prefix}staticAddress`}
        reportedAs="staticAddress"
        label={isStatic ? "IP address" : "Fixed IP address"}
        className="font-mono"
        placeholder="10.70.0.5"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={values?.staticAddress ?? undefined}
        hint={isStatic ? "One customer per router has it." : "Empty: one from the pool."}
        required={isStatic}
        optional={!isStatic}
      />
      <TextField
        name={`${prefix}macAddress`}
        reportedAs="macAddress"
        label="Only this device"
        className="font-mono"
        placeholder="48:8F:5A:12:34:56"
        autoComplete="off"
        defaultValue={values?.macAddress ?? undefined}
        hint="Its MAC address. Empty: any device."
        optional
      />
    </>
  );
}

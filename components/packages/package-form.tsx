"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Card, CardBody, CardHeader } from "../ui/card";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { SERVICE_OPTIONS, type ServiceType } from "../users/service-words";
import { mbps, SpeedFields, type SpeedValues } from "./speed-fields";

/** What the form starts from; speeds in kbit/s, price in cents. */
export interface PackageValues extends SpeedValues {
  name: string;
  serviceType: ServiceType;
  downloadKbps: number;
  uploadKbps: number;
  periodUnit: string;
  periodCount: number;
  priceCents: number;
  addressPool: string | null;
}

export interface PackageFormProps {
  action: FormAction<unknown>;
  hidden?: Record<string, string>;
  values?: PackageValues;
  /** Users who will get the new speed at once. */
  userCount?: number;
}

const UNITS = [
  { value: "minute", label: "minutes" },
  { value: "hour", label: "hours" },
  { value: "day", label: "days" },
  { value: "week", label: "weeks" },
  { value: "month", label: "months" },
];

const hasExtras = (values?: PackageValues) =>
  [
    values?.burstSeconds,
    values?.queuePriority,
    values?.sharedUsers,
    values?.uptimeLimitSeconds,
    values?.dataCapBytes,
  ].some((value) => value !== undefined && value !== null);

/** Adds or changes a package. */
export function PackageForm({ action, hidden, values, userCount }: PackageFormProps) {
  const router = useRouter();
  const [service, setService] = useState<string>(values?.serviceType ?? "pppoe");
  const done = () => {
    toast.success(values ? "Package saved." : "Package added.");
    router.push("/packages");
  };
  return (
    <ActionForm action={action} hidden={hidden} onSuccess={done} className="max-w-2xl">
      <Card>
        <CardHeader title="What is sold" />
        <CardBody className="grid gap-4 sm:grid-cols-2">
          <TextField
            name="name"
            label="Name"
            defaultValue={values?.name}
            hint="Customers see it on bills and in the portal."
            fieldClassName="sm:col-span-2"
            placeholder="Home 10"
            required
          />
          {values ? null : (
            <Field name="serviceType" label="Kind of connection" className="sm:col-span-2">
              {(control) => (
                <Select
                  {...control}
                  options={SERVICE_OPTIONS}
                  value={service}
                  onValueChange={setService}
                />
              )}
            </Field>
          )}
          <TextField
            name="downloadKbps"
            label="Download"
            suffix="Mbps"
            inputMode="decimal"
            defaultValue={mbps(values?.downloadKbps)}
            required
          />
          <TextField
            name="uploadKbps"
            label="Upload"
            suffix="Mbps"
            inputMode="decimal"
            defaultValue={mbps(values?.uploadKbps)}
            required
          />
          <TextField
            name="periodCount"
            label="Lasts"
            inputMode="numeric"
            defaultValue={String(values?.periodCount ?? 30)}
            required
          />
          <Field name="periodUnit" label="Unit">
            {(control) => (
              <Select {...control} options={UNITS} defaultValue={values?.periodUnit ?? "day"} />
            )}
          </Field>
          <TextField
            name="priceCents"
            label="Price for the period"
            prefixText="KES"
            inputMode="decimal"
            defaultValue={values && String(values.priceCents / 100)}
            hint="Taxes included."
            required
          />
          {service === "pppoe" ? (
            <TextField
              name="addressPool"
              label="Address pool"
              defaultValue={values?.addressPool ?? undefined}
              hint="Name of a pool on the routers; empty means each router's own."
              optional
            />
          ) : null}
        </CardBody>
        <details open={hasExtras(values)}>
          <summary className="cursor-pointer border-line border-t px-4 py-3 text-base font-semibold">
            Burst, priority{service === "hotspot" ? " and limits" : ""}
          </summary>
          <CardBody className="grid gap-4 sm:grid-cols-2">
            <SpeedFields values={values} hotspot={service === "hotspot"} />
          </CardBody>
        </details>
      </Card>
      {userCount ? (
        <p className="mt-3 text-sm text-ink-muted">
          {userCount === 1 ? "One user has" : `${userCount} users have`} this package and will get a
          new speed at once. Paid periods keep their length and price.
        </p>
      ) : null}
      <div className="mt-5 flex gap-2">
        <SubmitButton>{values ? "Save changes" : "Add package"}</SubmitButton>
        <Button onClick={() => router.back()}>Cancel</Button>
      </div>
    </ActionForm>
  );
}

"use client";

import { useState } from "react";
import type { ImportPackage } from "@/services/imports";
import { mbps } from "../packages/speed-fields";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card, CardHeader } from "../ui/card";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { Money } from "../ui/money";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";

export interface Sold {
  id: string;
  name: string;
  serviceType: string;
  priceCents: number;
}

export interface ImportPackagesProps {
  batchId: string;
  packages: ImportPackage[];
  sold: Sold[];
  /** The last paid day of who has no date; empty while it is not chosen. */
  defaultDay: string;
  edit: FormAction<unknown>;
  setDay: FormAction<unknown>;
}

const SERVICES = { pppoe: "PPPoE", static: "Static", hotspot: "Hotspot" };

/** What the router's profiles and queues become, and until when everybody is paid who has no date of their own. */
export function ImportPackages(props: ImportPackagesProps) {
  const { batchId, packages, sold, defaultDay, edit, setDay } = props;
  return (
    <Card>
      <CardHeader
        title="Packages and paid time"
        description="What the profiles and queues on the router become. Give each new package its price."
      />
      <ul className="divide-y divide-line border-line border-t">
        {packages.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                {sold.find(({ id }) => id === one.packageId)?.name ?? one.name}
                <PackageState one={one} />
              </p>
              <p className="text-sm text-ink-muted [overflow-wrap:anywhere]">
                {SERVICES[one.serviceType]} · {speedOf(one)}
                {one.foundAs ? ` · ${one.foundAs} on the router` : ""} ·{" "}
                {one.rows.toLocaleString("en")} {one.rows === 1 ? "login" : "logins"}
              </p>
            </div>
            <PackageDialog key={one.id} batchId={batchId} one={one} sold={sold} action={edit} />
          </li>
        ))}
      </ul>
      <ActionForm
        action={setDay}
        hidden={{ batchId }}
        onSuccess={() => toast.success("Saved.")}
        className="flex flex-wrap items-end gap-3 border-line border-t px-4 py-3"
      >
        <TextField
          name="day"
          label="Paid until, for who has no date in the comment"
          type="date"
          defaultValue={defaultDay}
          fieldClassName="w-full max-w-72"
        />
        <SubmitButton variant="secondary">Use for all of them</SubmitButton>
      </ActionForm>
    </Card>
  );
}

function PackageState({ one }: { one: ImportPackage }) {
  if (one.packageId) return <Badge tone="ok">sold already</Badge>;
  if (one.downloadKbps === null || one.uploadKbps === null)
    return <Badge tone="warn">needs a speed</Badge>;
  if (one.priceCents === null) return <Badge tone="warn">needs a price</Badge>;
  return (
    <Badge tone="info">
      new, <Money cents={one.priceCents} />
    </Badge>
  );
}

const speedOf = ({ downloadKbps, uploadKbps }: ImportPackage) =>
  downloadKbps === null || uploadKbps === null
    ? "no speed on the router"
    : `${mbps(downloadKbps)} / ${mbps(uploadKbps)} Mbps`;

const UNITS = [
  { value: "hour", label: "hours" },
  { value: "day", label: "days" },
  { value: "week", label: "weeks" },
  { value: "month", label: "months" },
];

interface PackageDialogProps {
  batchId: string;
  one: ImportPackage;
  sold: Sold[];
  action: FormAction<unknown>;
}

function PackageDialog({ batchId, one, sold, action }: PackageDialogProps) {
  const [open, setOpen] = useState(false);
  const [becomes, setBecomes] = useState(one.packageId ? "sold" : "new");
  const choices = sold.filter((pack) => pack.serviceType === one.serviceType);
  const done = () => {
    setOpen(false);
    toast.success("Saved.");
  };
  return (
    <Dialog
      trigger={<Button size="sm">Edit</Button>}
      open={open}
      onOpenChange={setOpen}
      title={one.foundAs || one.name}
      description={`What the ${one.rows.toLocaleString("en")} logins that have it will be sold.`}
      size="md"
    >
      <ActionForm
        action={action}
        hidden={{ batchId, importPackageId: one.id }}
        onSuccess={done}
        className="grid gap-4 sm:grid-cols-2"
      >
        <Field name="becomes" label="It becomes" className="sm:col-span-2">
          {(control) => (
            <Select
              {...control}
              value={becomes}
              onValueChange={setBecomes}
              options={[
                { value: "new", label: "a new package" },
                ...(choices.length > 0
                  ? [{ value: "sold", label: "one that is sold already" }]
                  : []),
              ]}
            />
          )}
        </Field>
        {becomes === "sold" ? (
          <Field name="packageId" label="Package" className="sm:col-span-2">
            {(control) => (
              <Select
                {...control}
                defaultValue={one.packageId ?? undefined}
                options={choices.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </Field>
        ) : (
          <NewPackageFields one={one} />
        )}
        <div className="sm:col-span-2">
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <SubmitButton>Save</SubmitButton>
          </DialogActions>
        </div>
      </ActionForm>
    </Dialog>
  );
}

function NewPackageFields({ one }: { one: ImportPackage }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        hint="Customers see it on bills and in the portal."
        defaultValue={one.name}
        fieldClassName="sm:col-span-2"
        required
      />
      <TextField
        name="downloadKbps"
        label="Download"
        suffix="Mbps"
        inputMode="decimal"
        defaultValue={mbps(one.downloadKbps)}
        required
      />
      <TextField
        name="uploadKbps"
        label="Upload"
        suffix="Mbps"
        inputMode="decimal"
        defaultValue={mbps(one.uploadKbps)}
        required
      />
      <TextField
        name="periodCount"
        label="Lasts"
        inputMode="numeric"
        defaultValue={String(one.periodCount)}
        required
      />
      <Field name="periodUnit" label="Unit">
        {(control) => <Select {...control} options={UNITS} defaultValue={one.periodUnit} />}
      </Field>
      <TextField
        name="priceCents"
        label="Price for the period"
        prefixText="KES"
        inputMode="decimal"
        defaultValue={one.priceCents === null ? undefined : String(one.priceCents / 100)}
        hint="Taxes included."
        required
      />
    </>
  );
}

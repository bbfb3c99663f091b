"use client";

import { formatMoney } from "@/lib/money";
import type { PackageChoice } from "@/services/billing";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { formatPeriod, formatSpeed } from "../ui/format";
import { Select } from "../ui/select";

export interface NextPackageProps {
  userId: string;
  choices: PackageChoice[];
  /** Pays after use: the next bill is the turning point. */
  postpaid: boolean;
  action: FormAction<unknown>;
}

/** Another package, once what is paid has run out. */
export function NextPackage({ userId, choices, postpaid, action }: NextPackageProps) {
  if (choices.length === 0) return null;
  return (
    <ConfirmDialog
      trigger={<Button>Change my package</Button>}
      title="Change my package"
      description={
        postpaid
          ? "The new package begins with your next bill."
          : "What you have paid runs to its end. The new package begins with your next payment after that."
      }
      confirmLabel="Choose this package"
      action={action}
      hidden={{ userId }}
      success="Chosen. It begins with your next renewal."
    >
      <Field name="packageId" label="New package">
        {(control) => (
          <Select
            {...control}
            options={choices.map((item) => ({
              value: item.id,
              label: item.name,
              detail: `${formatSpeed(item.downloadKbps)} · ${formatMoney(item.priceCents)} for ${formatPeriod(item.periodCount, item.periodUnit)}`,
            }))}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}

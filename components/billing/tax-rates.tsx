"use client";

import { Plus } from "lucide-react";
import { formatDay } from "@/lib/time";
import type { TaxRateRow } from "@/services/billing";
import type { FormAction } from "../ui/action-form";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { Card, CardHeader } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { Table, Td, Th, Tr } from "../ui/table";
import { TextField } from "../ui/text-field";

const NAMES = { vat: "VAT", excise: "Excise duty" };
const TONES: Record<TaxRateRow["state"], Tone> = {
  current: "ok",
  coming: "info",
  past: "neutral",
  replaced: "neutral",
};

/** Dated tax rates: bills take those of the day on which they are issued. */
export function TaxRates({ rates, add }: { rates: TaxRateRow[]; add?: FormAction<unknown> }) {
  return (
    <Card>
      <CardHeader
        title="Tax rates"
        description="Prices include them. A bill takes the rates of the day on which it is issued."
        actions={add ? <AddTaxRate action={add} /> : null}
      />
      {rates.length === 0 ? (
        <p className="px-4 py-8 text-center text-ink-muted">No tax is charged.</p>
      ) : (
        <Table label="Tax rates">
          <thead>
            <tr>
              <Th>Tax</Th>
              <Th className="text-right">Rate</Th>
              <Th>From</Th>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {rates.map((rate) => (
              <Tr key={rate.id}>
                <Td>{NAMES[rate.kind]}</Td>
                <Td className="text-right whitespace-nowrap tabular">
                  {rate.rateBasisPoints / 100} %
                </Td>
                <Td className="whitespace-nowrap">{formatDay(rate.validFrom)}</Td>
                <Td>
                  <Badge tone={TONES[rate.state]}>{rate.state}</Badge>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

const AddTaxRate = ({ action }: { action: FormAction<unknown> }) => (
  <ConfirmDialog
    trigger={
      <Button size="sm">
        <Plus aria-hidden /> Add rate
      </Button>
    }
    title="Add a tax rate"
    description="It applies from the start of a coming day. Rates that have begun are never changed; another one for the same coming day replaces it."
    confirmLabel="Add rate"
    action={action}
    success="Tax rate added."
  >
    <div className="grid gap-4">
      <Field name="kind" label="Tax">
        {(control) => (
          <Select
            {...control}
            options={Object.entries(NAMES).map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      <TextField name="rateBasisPoints" label="Rate" inputMode="decimal" suffix="%" required />
      <TextField name="validFrom" label="From" type="date" required />
    </div>
  </ConfirmDialog>
);

"use client";

import { Card, CardBody } from "../ui/card";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface RouterSettingsValues {
  localAddress: string;
  addressPool: { name: string; ranges: string };
  suspension: "disable" | "walled";
  walledAddressList: string;
  fallbackEncoding: string;
}

const SUSPENSIONS = [
  { value: "disable", label: "Cut off", detail: "The login is disabled." },
  { value: "walled", label: "Pay page only", detail: "Moved behind an address list." },
];

/** How users are set up on the router; the defaults do for most. */
export function SettingsFields({ values, open }: { values: RouterSettingsValues; open: boolean }) {
  return (
    <Card>
      <details open={open}>
        <summary className="cursor-pointer px-4 py-3 text-base font-semibold">
          How users are set up
          <span className="ml-2 text-sm font-normal text-ink-muted">
            The defaults do for most routers.
          </span>
        </summary>
        <CardBody className="grid gap-4 border-line border-t sm:grid-cols-2">
          <TextField
            name="settings.localAddress"
            label="Gateway address"
            hint="What customers' devices see as the other end."
            defaultValue={values.localAddress}
          />
          <Field name="settings.suspension" label="Who has not paid is">
            {(control) => (
              <Select {...control} options={SUSPENSIONS} defaultValue={values.suspension} />
            )}
          </Field>
          <TextField
            name="settings.addressPool.name"
            label="Address pool"
            defaultValue={values.addressPool.name}
          />
          <TextField
            name="settings.addressPool.ranges"
            label="Ranges of the pool"
            hint="Empty: the pool on the router is used as it is."
            defaultValue={values.addressPool.ranges}
          />
          <TextField
            name="settings.walledAddressList"
            label="Address list of the pay page"
            defaultValue={values.walledAddressList}
          />
          <input type="hidden" name="settings.fallbackEncoding" value={values.fallbackEncoding} />
        </CardBody>
      </details>
    </Card>
  );
}

"use client";

import { Card, CardBody } from "../ui/card";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { GuardFields, type GuardValues } from "./guard-fields";
import { type HotspotValues, StaticFields, type StaticValues } from "./static-fields";

export interface RouterSettingsValues {
  localAddress: string;
  addressPool: { name: string; ranges: string };
  suspension: "disable" | "walled";
  walledAddressList: string;
  static?: StaticValues;
  hotspot?: HotspotValues;
  guard?: GuardValues;
  fallbackEncoding: string;
}

const SUSPENSIONS = [
  { value: "disable", label: "Cut off", detail: "The login is disabled." },
  { value: "walled", label: "Pay page only", detail: "Moved behind an address list." },
];

export interface SettingsFieldsProps {
  values: RouterSettingsValues;
  /** For what routers taken in long ago do not say. */
  defaults: RouterSettingsValues;
  open: boolean;
}

/** How users are set up on the router; the defaults do for most. */
export function SettingsFields(props: SettingsFieldsProps) {
  const { values, defaults, open } = props;
  const statics = values.static ?? defaults.static;
  const hotspot = values.hotspot ?? defaults.hotspot;
  const guard = values.guard ?? defaults.guard;
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
          {statics && hotspot ? <StaticFields values={statics} hotspot={hotspot} /> : null}
          {guard ? <GuardFields values={guard} /> : null}
          <input type="hidden" name="settings.fallbackEncoding" value={values.fallbackEncoding} />
        </CardBody>
      </details>
    </Card>
  );
}

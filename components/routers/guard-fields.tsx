"use client";

import { TextField } from "../ui/text-field";
import { Checkbox } from "../ui/toggles";

export interface GuardValues {
  keepRules: boolean;
  payPageAddress: string;
  payPageHost: string;
  redirect: boolean;
}

/** What keeps out, or leads to the pay page, whoever has not paid. */
export function GuardFields({ values }: { values: GuardValues }) {
  return (
    <>
      <h3 className="font-medium sm:col-span-2">Firewall</h3>
      <Checkbox
        name="settings.guard.keepRules"
        label="Keep the rules"
        hint="Ours stand before yours, which are never touched."
        defaultChecked={values.keepRules}
      />
      <Checkbox
        name="settings.guard.redirect"
        label="Lead browsers to the pay page"
        hint="For those who reach nothing else."
        defaultChecked={values.redirect}
      />
      <TextField
        name="settings.guard.payPageAddress"
        label="Pay page address"
        placeholder="41.90.1.2"
        hint="As customers reach it."
        defaultValue={values.payPageAddress}
        optional
      />
      <TextField
        name="settings.guard.payPageHost"
        label="Pay page host"
        placeholder="pay.isp.co.ke"
        hint="The hotspot lets it through before sign-in."
        defaultValue={values.payPageHost}
        optional
      />
    </>
  );
}

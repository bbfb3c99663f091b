"use client";

import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { Checkbox } from "../ui/toggles";

export interface StaticValues {
  cutOff: "list" | "disable";
  blockedAddressList: string;
  hotspotBinding: boolean;
  netwatch: boolean;
  arpInterface: string;
  dhcpServer: string;
  parentQueue: string;
}

export interface HotspotValues {
  server: string;
  macCookie: boolean;
}

const CUTS = [
  { value: "list", label: "Put on a list", detail: "The firewall drops who is on it." },
  { value: "disable", label: "Disabled", detail: "Their hotspot bypass and queue are." },
];

/** How static addresses and hotspot logins are set up on the router. */
export function StaticFields({
  values,
  hotspot,
}: {
  values: StaticValues;
  hotspot: HotspotValues;
}) {
  return (
    <>
      <h3 className="font-medium sm:col-span-2">Static IPs</h3>
      <Field name="settings.static.cutOff" label="Who is cut off is">
        {(control) => <Select {...control} options={CUTS} defaultValue={values.cutOff} />}
      </Field>
      <TextField
        name="settings.static.blockedAddressList"
        label="List of those cut off"
        defaultValue={values.blockedAddressList}
      />
      <Checkbox
        name="settings.static.netwatch"
        label="Ping them"
        hint="Screens can then tell who is online."
        defaultChecked={values.netwatch}
      />
      <Checkbox
        name="settings.static.hotspotBinding"
        label="Let them past the hotspot"
        hint="An IP binding for each."
        defaultChecked={values.hotspotBinding}
      />
      <TextField
        name="settings.static.arpInterface"
        label="ARP entries on interface"
        hint="For those tied to a device. Empty: none."
        defaultValue={values.arpInterface}
        optional
      />
      <TextField
        name="settings.static.dhcpServer"
        label="Leases at DHCP server"
        hint="For those tied to a device. Empty: none."
        defaultValue={values.dhcpServer}
        optional
      />
      <TextField
        name="settings.static.parentQueue"
        label="Parent queue"
        defaultValue={values.parentQueue}
        optional
      />
      <h3 className="font-medium sm:col-span-2">Hotspot</h3>
      <TextField
        name="settings.hotspot.server"
        label="Hotspot server"
        hint="“all”: they may sign in at any."
        defaultValue={hotspot.server}
      />
      <Checkbox
        name="settings.hotspot.macCookie"
        label="Remember devices"
        hint="Who signed in once gets in again by itself."
        defaultChecked={hotspot.macCookie}
      />
    </>
  );
}

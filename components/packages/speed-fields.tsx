"use client";

import { TextField } from "../ui/text-field";

/** Megabits of what is kept in kbit/s. */
export const mbps = (kbps?: number | null) =>
  kbps === undefined || kbps === null ? undefined : String(kbps / 1000);

export interface SpeedValues {
  burstDownloadKbps: number | null;
  burstUploadKbps: number | null;
  burstThresholdDownloadKbps: number | null;
  burstThresholdUploadKbps: number | null;
  burstSeconds: number | null;
  queuePriority: number | null;
  sharedUsers: number | null;
  uptimeLimitSeconds: number | null;
  dataCapBytes: number | null;
}

const SECONDS_PER_HOUR = 3_600;
const BYTES_PER_GB = 1_000_000_000;

const BURST = [
  ["burstDownloadKbps", "Burst down"],
  ["burstUploadKbps", "Burst up"],
  ["burstThresholdDownloadKbps", "Ends above, down"],
  ["burstThresholdUploadKbps", "Ends above, up"],
] as const;

const text = (value?: number | null, unit = 1) =>
  value === undefined || value === null ? undefined : String(value / unit);

/** What few packages have: a burst, another priority, and the limits of hotspot logins. */
export function SpeedFields({ values, hotspot }: { values?: SpeedValues; hotspot: boolean }) {
  return (
    <>
      {BURST.map(([name, label]) => (
        <TextField
          key={name}
          name={name}
          label={label}
          suffix="Mbps"
          inputMode="decimal"
          defaultValue={mbps(values?.[name])}
          optional
        />
      ))}
      <TextField
        name="burstSeconds"
        label="Burst is judged over"
        suffix="seconds"
        inputMode="numeric"
        defaultValue={text(values?.burstSeconds)}
        optional
      />
      <TextField
        name="queuePriority"
        label="Priority"
        inputMode="numeric"
        defaultValue={text(values?.queuePriority)}
        hint="1 is served first, 8 last. Empty: 8."
        optional
      />
      {hotspot ? <HotspotLimits values={values} /> : null}
    </>
  );
}

function HotspotLimits({ values }: { values?: SpeedValues }) {
  return (
    <>
      <TextField
        name="sharedUsers"
        label="Devices at once"
        inputMode="numeric"
        defaultValue={text(values?.sharedUsers)}
        hint="Empty: one."
        optional
      />
      <TextField
        name="uptimeLimitSeconds"
        label="Time online"
        suffix="hours"
        inputMode="decimal"
        defaultValue={text(values?.uptimeLimitSeconds, SECONDS_PER_HOUR)}
        hint="Empty: no limit."
        optional
      />
      <TextField
        name="dataCapBytes"
        label="Data"
        suffix="GB"
        inputMode="decimal"
        defaultValue={text(values?.dataCapBytes, BYTES_PER_GB)}
        hint="Both ways together. Empty: no limit."
        optional
      />
    </>
  );
}

"use client";

import { PlugZap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import type { ProbeResult } from "@/services/routers";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Card, CardBody, CardHeader } from "../ui/card";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { ProbeReportView } from "./probe-report";
import { type RouterSettingsValues, SettingsFields } from "./settings-fields";

export interface RouterValues {
  name: string;
  host: string;
  port: number;
  transport: "plain" | "tls";
  tlsFingerprint: string | null;
  apiUsername: string;
  settings: RouterSettingsValues;
}

export interface RouterFormProps {
  action: FormAction<{ routerId: string; answered: boolean }>;
  test: FormAction<ProbeResult>;
  /** Of an existing router. */
  hidden?: Record<string, string>;
  values?: RouterValues;
  defaults: RouterSettingsValues;
}

const TRANSPORTS = [
  { value: "plain", label: "Plain", detail: "Port 8728. Through a tunnel only." },
  { value: "tls", label: "TLS", detail: "Port 8729 (api-ssl)" },
];

type Tested = { probe: ProbeResult } | { problem: string };

/** Asks the server what is at the address that the form holds now. */
function useConnectionTest(test: RouterFormProps["test"]) {
  const [tested, setTested] = useState<Tested>();
  const [testing, startTransition] = useTransition();
  const run = (form: HTMLFormElement | null) => {
    if (!form) return;
    const data = new FormData(form);
    startTransition(async () => {
      const state = await test(null, data);
      if (state) setTested(state.ok ? { probe: state.data } : { problem: firstProblem(state) });
    });
  };
  return { tested, testing, run };
}

const firstProblem = (state: { message: string; fieldErrors: Record<string, string> }) =>
  Object.values(state.fieldErrors)[0] ?? state.message;

/** Adds or changes a router; the connection can be tried before anything is saved. */
export function RouterForm({ action, test, hidden, values, defaults }: RouterFormProps) {
  const router = useRouter();
  const anchor = useRef<HTMLDivElement>(null);
  const { tested, testing, run } = useConnectionTest(test);
  const [transport, setTransport] = useState<string>(values?.transport ?? "plain");
  const [fingerprint, setFingerprint] = useState(values?.tlsFingerprint ?? "");
  // One that does not answer yet is offered the set-up script.
  const done = ({ routerId, answered }: { routerId: string; answered: boolean }) => {
    toast.success(values ? "Router saved." : "Router added. It is observed, not managed yet.");
    router.push(`/routers/${routerId}${answered ? "" : "/setup"}`);
  };
  return (
    <ActionForm action={action} onSuccess={done} hidden={hidden} className="max-w-2xl">
      <div ref={anchor} className="flex flex-col gap-5">
        <Card>
          <CardHeader title="Where it is" />
          <CardBody className="grid gap-4 sm:grid-cols-6">
            <TextField
              name="name"
              label="Name"
              placeholder="Kilimani tower"
              defaultValue={values?.name}
              fieldClassName="sm:col-span-6"
              required
            />
            <TextField
              name="host"
              label="Address"
              placeholder="10.20.0.2"
              hint="Host name or IP address, as this server reaches it."
              defaultValue={values?.host}
              fieldClassName="sm:col-span-3"
              autoComplete="off"
              required
            />
            <Field name="transport" label="Encryption" className="sm:col-span-2">
              {(control) => (
                <Select
                  {...control}
                  options={TRANSPORTS}
                  value={transport}
                  onValueChange={setTransport}
                />
              )}
            </Field>
            <TextField
              name="port"
              label="Port"
              inputMode="numeric"
              placeholder={transport === "tls" ? "8729" : "8728"}
              defaultValue={values ? String(values.port) : undefined}
              autoComplete="off"
            />
            {transport === "tls" ? (
              <TextField
                name="tlsFingerprint"
                label="Certificate fingerprint"
                hint="SHA-256. With it, only this certificate is accepted; “Test connection” shows it."
                value={fingerprint}
                onChange={(event) => setFingerprint(event.target.value)}
                fieldClassName="sm:col-span-6"
                className="font-mono"
                autoComplete="off"
                optional
              />
            ) : null}
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            title="API user"
            description="A user of its own on the router, in a group with read, write, sensitive, test and api."
          />
          <CardBody className="grid gap-4 sm:grid-cols-2">
            <TextField
              name="apiUsername"
              label="Username"
              defaultValue={values?.apiUsername}
              autoComplete="off"
              required
            />
            <TextField
              name="apiPassword"
              label="Password"
              type="password"
              autoComplete="new-password"
              hint={
                values
                  ? "Empty: the one that is kept."
                  : "Empty: one is made, and the set-up script takes it to the router."
              }
            />
            <div className="flex flex-col gap-3 sm:col-span-2" aria-live="polite">
              <Button
                className="self-start"
                pending={testing}
                onClick={() => run(anchor.current?.closest("form") ?? null)}
              >
                <PlugZap aria-hidden /> Test connection
              </Button>
              {tested && "probe" in tested ? (
                <ProbeReportView probe={tested.probe} pinned={fingerprint} onPin={setFingerprint} />
              ) : null}
              {tested && "problem" in tested ? <Callout tone="bad" title={tested.problem} /> : null}
            </div>
          </CardBody>
        </Card>
        <SettingsFields
          values={values?.settings ?? defaults}
          defaults={defaults}
          open={Boolean(values)}
        />
      </div>
      <div className="mt-5 flex gap-2">
        <SubmitButton>{values ? "Save changes" : "Add router"}</SubmitButton>
        <Button onClick={() => router.back()}>Cancel</Button>
      </div>
    </ActionForm>
  );
}

"use client";

import { Download, Eye } from "lucide-react";
import type { SetUpSuggestion } from "@/services/provisioning";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Card, CardBody, CardHeader } from "../ui/card";
import { CopyButton } from "../ui/copy-button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface SetUpScriptProps {
  routerId: string;
  suggestion: SetUpSuggestion;
  show: FormAction<{ script: string }>;
}

const RELEASES = [
  { value: "v7", label: "RouterOS 7" },
  { value: "v6", label: "RouterOS 6" },
];
const PASSWORDS = [
  { value: "keep", label: "The one that is kept" },
  { value: "new", label: "A new one", detail: "The old one is refused once the script has run." },
];

/** Asks what the script must know, then shows it: the password in it is in clear, and each look is written down. */
export function SetUpScript({ routerId, suggestion, show }: SetUpScriptProps) {
  return (
    <ActionForm action={show} hidden={{ routerId }} className="flex max-w-3xl flex-col gap-5">
      {(state) => (
        <>
          <Card>
            <CardHeader
              title="The script"
              description={`Makes the API user ${suggestion.apiUsername} with no more rights than needed, opens ${suggestion.transport === "tls" ? "api-ssl with a certificate of its own" : "the API"} for this server alone, and adds the rules for who has not paid.`}
            />
            <CardBody className="grid gap-4 sm:grid-cols-2">
              <TextField
                name="serverAddress"
                label="This server, as the router sees it"
                hint="Its address inside the tunnel. Nobody else may use the API afterwards."
                defaultValue={suggestion.serverAddress ?? ""}
                placeholder="10.20.0.1"
                autoComplete="off"
                required
              />
              <Field name="release" label="Version">
                {(control) => (
                  <Select {...control} options={RELEASES} defaultValue={suggestion.release} />
                )}
              </Field>
              <Field name="password" label="API user's password">
                {(control) => <Select {...control} options={PASSWORDS} defaultValue="keep" />}
              </Field>
              <div className="flex items-end">
                <SubmitButton>
                  <Eye aria-hidden /> Show the script
                </SubmitButton>
              </div>
            </CardBody>
          </Card>
          {suggestion.transport === "plain" ? (
            <Callout tone="warn" title="This router is to be reached without encryption">
              Choose TLS under Edit first, and the script makes a certificate too.
            </Callout>
          ) : null}
          {state?.ok ? <Script text={state.data.script} name={suggestion.name} /> : null}
        </>
      )}
    </ActionForm>
  );
}

function Script({ text, name }: { text: string; name: string }) {
  const file = `${name.replace(/[^\w.-]+/g, "-").toLowerCase()}.rsc`;
  return (
    <Card>
      <CardHeader
        title="Paste it into the router's terminal"
        description="WinBox: New Terminal. It holds the password: do not keep it."
        actions={
          <>
            <Button asChild variant="ghost" size="icon-sm">
              <a
                href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
                download={file}
                aria-label="Download"
              >
                <Download aria-hidden />
              </a>
            </Button>
            <CopyButton value={text} label="Copy the script" />
          </>
        }
      />
      <section
        aria-label="Script"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-112 overflow-auto border-line border-t bg-sunken px-4 py-3"
      >
        <pre className="font-mono text-xs leading-relaxed">{text}</pre>
      </section>
    </Card>
  );
}

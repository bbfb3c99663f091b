"use client";

import type { MpesaChannel } from "@/services/payments";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card, CardBody, CardHeader } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { DescriptionList } from "../ui/description-list";
import { ExactTime, RelativeTime } from "../ui/relative-time";
import { TextAreaField, TextField } from "../ui/text-field";

export interface MpesaChannelProps {
  channel: MpesaChannel;
  mayChange: boolean;
  actions: Record<"registerUrls" | "registerPull" | "setInitiator" | "setValidation", FormAction>;
}

const ENVIRONMENTS = { simulator: "Simulator", sandbox: "Sandbox", production: "Production" };

/** One shortcode: what M-Pesa knows of us, and the buttons that tell it. */
export function MpesaChannelCard({ channel, mayChange, actions }: MpesaChannelProps) {
  return (
    <Card>
      <CardHeader
        title={channel.name}
        description={`${channel.kind === "till" ? "Till" : "Paybill"} ${channel.shortcode ?? ""}`}
        actions={
          <>
            {channel.isDefault ? <Badge tone="ok">Default</Badge> : null}
            {channel.active ? null : <Badge>Not used</Badge>}
            <Badge tone={channel.environment === "production" ? "neutral" : "info"}>
              {ENVIRONMENTS[channel.environment]}
            </Badge>
          </>
        }
      />
      <DescriptionList
        facts={[
          { label: "Reports go to", value: channel.callbackOrigin },
          { label: "Addresses registered", value: since(channel.c2bRegisteredAt) },
          { label: "List registered", value: since(channel.pullRegisteredAt) },
          {
            label: "List pulled until",
            value: channel.pulledUntil ? <RelativeTime at={channel.pulledUntil} /> : "Never",
          },
          { label: "Initiator password", value: <PasswordAge channel={channel} /> },
          ...(channel.refusal
            ? [{ label: "Requests", value: <Refusal {...channel.refusal} /> }]
            : []),
          {
            label: "Unknown accounts",
            value: channel.c2bValidation
              ? "Refused before M-Pesa takes the money"
              : "Taken, for staff to assign",
          },
        ]}
      />
      {mayChange ? (
        <CardBody className="flex flex-wrap gap-2 border-line border-t">
          <RegisterUrls channel={channel} action={actions.registerUrls} />
          <RegisterPull channel={channel} action={actions.registerPull} />
          <SetInitiator channel={channel} action={actions.setInitiator} />
          <ActionButton
            action={actions.setValidation}
            fields={{ channelId: channel.id, enabled: String(!channel.c2bValidation) }}
            success={
              channel.c2bValidation
                ? "Every payment is taken now."
                : "Payments to unknown accounts are refused now."
            }
          >
            {channel.c2bValidation ? "Take unknown accounts" : "Refuse unknown accounts"}
          </ActionButton>
        </CardBody>
      ) : null}
    </Card>
  );
}

const since = (at: Date | null) => (at ? <ExactTime at={at} /> : "Not yet");

function PasswordAge({ channel }: { channel: MpesaChannel }) {
  const { initiatorPasswordSetAt, passwordDaysLeft } = channel;
  if (!initiatorPasswordSetAt || passwordDaysLeft === null) return "None";
  if (passwordDaysLeft <= 0) return <Badge tone="bad">Ended: set a new one</Badge>;
  const days = `${passwordDaysLeft} days left`;
  return passwordDaysLeft <= 15 ? <Badge tone="warn">{days}</Badge> : days;
}

const Refusal = ({ words, since: from }: NonNullable<MpesaChannel["refusal"]>) => (
  <>
    <Badge tone="bad">Refused</Badge> since <ExactTime at={from} />. {words}
  </>
);

interface RegisterProps {
  channel: MpesaChannel;
  action: FormAction;
}

function RegisterUrls({ channel, action }: RegisterProps) {
  return (
    <ConfirmDialog
      title="Register addresses"
      description={`M-Pesa will report payments to ${channel.shortcode} at ${channel.callbackOrigin}. Live this can be done once: a change goes through Safaricom's portal.`}
      trigger={<Button>Register addresses…</Button>}
      confirmLabel="Register"
      action={action}
      hidden={{ channelId: channel.id }}
      success="M-Pesa reports to us now."
    />
  );
}

function RegisterPull({ channel, action }: RegisterProps) {
  return (
    <ConfirmDialog
      title="Register for the list"
      description="M-Pesa then keeps the list of payments that we compare with every few minutes."
      trigger={<Button>Register list…</Button>}
      confirmLabel="Register"
      action={action}
      hidden={{ channelId: channel.id }}
      success="M-Pesa keeps the list for us now."
    >
      <TextField
        name="nominatedNumber"
        label="Safaricom number of the shortcode"
        type="tel"
        placeholder="0712 345 678"
        hint="The number that was given to Safaricom for this shortcode."
        required
      />
    </ConfirmDialog>
  );
}

function SetInitiator({ channel, action }: RegisterProps) {
  const isFirst = channel.initiatorPasswordSetAt === null;
  return (
    <ConfirmDialog
      title={isFirst ? "API user" : "New password of the API user"}
      description="Codes are checked, payments reversed and refunds paid in its name. M-Pesa ends its password after 90 days: set a new one in the M-Pesa portal, then enter it here. It is kept sealed and not shown again."
      trigger={<Button>{isFirst ? "Set API user…" : "Set new password…"}</Button>}
      confirmLabel="Save"
      size="md"
      action={action}
      hidden={{ channelId: channel.id }}
      success="Saved. The next request to M-Pesa shows whether it is right."
    >
      <div className="flex flex-col gap-4">
        <TextField
          name="initiatorName"
          label="API user's name"
          hint="As it stands in the M-Pesa portal."
          autoComplete="off"
          required
        />
        <TextField
          name="initiatorPassword"
          label="Password"
          type="password"
          autoComplete="new-password"
          required
        />
        <TextAreaField
          name="certificatePem"
          label="M-Pesa's certificate"
          hint={
            isFirst
              ? "The text of the file that Safaricom gives for this environment."
              : "Empty: the one that there is."
          }
          optional={!isFirst}
        />
      </div>
    </ConfirmDialog>
  );
}

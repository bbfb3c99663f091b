import { Smartphone } from "lucide-react";
import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { MpesaChannelCard } from "@/components/settings/mpesa-channel";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listMpesaChannels } from "@/services/payments";
import {
  registerPullAction,
  registerUrlsAction,
  setInitiatorAction,
  setValidationAction,
} from "./actions";

export const metadata: Metadata = { title: "M-Pesa" };

const actions = {
  registerUrls: registerUrlsAction,
  registerPull: registerPullAction,
  setInitiator: setInitiatorAction,
  setValidation: setValidationAction,
};

export default async function MpesaSettingsPage() {
  const { ctx, actor } = await requireStaff();
  const channels = await listMpesaChannels(ctx);
  const mayChange = roleAllows(actor.role, "settings.write");
  return (
    <>
      <PageHeader
        title="M-Pesa"
        description="The shortcodes that customers pay to, and how each stands with M-Pesa."
        crumbs={[{ label: "Settings", href: "/settings" }]}
      />
      <SettingsTabs />
      {channels.length === 0 ? (
        <EmptyState
          icon={Smartphone}
          title="M-Pesa is not set up yet"
          description="Give shortcode, keys and passkey in the environment and start again: see .env.example."
        />
      ) : (
        <ul className="grid items-start gap-5 lg:grid-cols-2">
          {channels.map((channel) => (
            <li key={channel.id}>
              <MpesaChannelCard channel={channel} mayChange={mayChange} actions={actions} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

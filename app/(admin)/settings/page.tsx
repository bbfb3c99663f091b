import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { ResumeInstallation } from "@/components/settings/resume-installation";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { ExactTime } from "@/components/ui/relative-time";
import { ThemeSwitch } from "@/components/ui/theme";
import { roleAllows } from "@/lib/context";
import { formatPhone } from "@/lib/phone";
import { getInstallation } from "@/services/installation";
import { resumeInstallationAction } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { ctx, session, actor } = await requireStaff();
  const installation = await getInstallation(ctx);
  const { supportPhone } = installation;
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      {installation.pausedAt ? (
        <Callout tone="warn" title="This installation is paused" className="mb-5">
          {installation.pausedReason}
          {roleAllows(actor.role, "settings.write") ? (
            <div className="mt-3">
              <ResumeInstallation action={resumeInstallationAction} />
            </div>
          ) : null}
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card>
          <CardHeader title="Installation" />
          <DescriptionList
            facts={[
              { label: "Operator", value: installation.operatorName },
              { label: "Support phone", value: supportPhone ? formatPhone(supportPhone) : "None" },
              {
                label: "Mode",
                value:
                  installation.appMode === "demo" ? (
                    <Badge tone="info">Demo: routers and M-Pesa are simulated</Badge>
                  ) : (
                    "Live"
                  ),
              },
              {
                label: "Id",
                value: <span className="font-mono text-sm">{installation.installationId}</span>,
              },
              { label: "Set up", value: <ExactTime at={installation.createdAt} /> },
            ]}
          />
        </Card>
        <Card>
          <CardHeader
            title="M-Pesa"
            description="Shortcodes, the addresses M-Pesa reports to, and its list of payments."
            actions={
              <Button asChild size="sm">
                <Link href="/settings/mpesa">M-Pesa settings</Link>
              </Button>
            }
          />
        </Card>
        <Card>
          <CardHeader title="You" />
          <DescriptionList
            facts={[
              { label: "Name", value: session.name },
              { label: "Email", value: session.email },
              { label: "Role", value: <span className="capitalize">{actor.role}</span> },
            ]}
          />
          <CardBody className="border-line border-t">
            <ThemeSwitch />
          </CardBody>
        </Card>
      </div>
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { requireCustomer } from "@/app/_auth/session";
import { AutoPrompt } from "@/components/portal/auto-prompt";
import { OwedCard } from "@/components/portal/owed-card";
import { UserCard } from "@/components/portal/user-card";
import { EmptyState } from "@/components/ui/empty-state";
import { LiveRefresh } from "@/components/ui/live-refresh";
import { getUserBilling } from "@/services/billing";
import { getPortalHome, type PortalUser } from "@/services/customers";
import { agreeToPrompt, pay } from "./actions";
import { autoRenewAction, chooseNextAction, renewAction } from "./plan-actions";

export const metadata: Metadata = { title: "My connection" };

/** Getting back online comes before everything else. */
const isShut = ({ access, quote }: PortalUser) =>
  quote !== undefined && (access.state === "expired" || access.state === "new");

export default async function PortalHomePage() {
  const { ctx, actor } = await requireCustomer();
  const home = await getPortalHome(ctx, { customerId: actor.id });
  const billings = await Promise.all(
    home.users.map(({ userId }) => getUserBilling(ctx, { userId })),
  );
  const moving = home.users.some((user) => user.access.state === "opening");
  return (
    <>
      <LiveRefresh everyMs={moving ? 1_500 : 20_000} />
      <p className="mt-2 text-md text-ink-muted">Hello {home.name.split(" ")[0]}</p>
      <div className="mt-3 flex flex-col gap-4">
        {billings.map((billing, n) => {
          const user = home.users[n];
          if (!user) return null;
          return (
            <UserCard
              key={user.userId}
              user={user}
              phone={home.phone}
              billing={billing}
              actions={{
                pay,
                renew: renewAction,
                chooseNext: chooseNextAction,
                autoRenew: autoRenewAction,
              }}
            />
          );
        })}
        {home.owed ? (
          <OwedCard
            owed={home.owed}
            phone={home.phone}
            pay={pay}
            urgent={!home.users.some(isShut)}
          />
        ) : null}
      </div>
      {home.users.length === 0 ? (
        <EmptyState
          title="No connection yet"
          description="We have not set up a connection for you. Please call us."
        />
      ) : null}
      {home.autoPrompt.offered ? (
        <AutoPrompt agreed={home.autoPrompt.agreedAt !== null} action={agreeToPrompt} />
      ) : null}
      <p className="mt-6 text-center text-sm">
        <Link href="/portal/code" className="text-accent-text underline underline-offset-4">
          I have paid already: enter the M-Pesa code
        </Link>
      </p>
      <p className="mt-3 text-center text-sm text-ink-muted">
        Your account number is{" "}
        <span className="font-medium text-ink tabular">{home.accountNumber}</span>
      </p>
    </>
  );
}

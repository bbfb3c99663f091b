import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { ChargeDialog } from "@/components/billing/charge-dialog";
import { AddUserDialog } from "@/components/customers/add-user-dialog";
import { CheckCode } from "@/components/customers/check-code";
import { CustomerFacts } from "@/components/customers/customer-facts";
import { CustomerUsers } from "@/components/customers/customer-sections";
import { EditCustomer } from "@/components/customers/edit-customer";
import { RefundWallet } from "@/components/customers/refund-wallet";
import { RefreshEvery } from "@/components/live/refresh-every";
import { TakeCash } from "@/components/tills/take-cash";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { roleAllows } from "@/lib/context";
import { formatPhone } from "@/lib/phone";
import { getCustomer } from "@/services/customers";
import { getMyTill } from "@/services/tills";
import { listUsers } from "@/services/users";
import { connectionChoices } from "../../_forms/connection-choices";
import { recordCashAction } from "../../tills/actions";
import {
  addUserAction,
  checkCodeAction,
  refundAction,
  setConsentAction,
  updateCustomerAction,
} from "../actions";
import * as billingActions from "../billing-actions";
import { historyTabs } from "./history-tabs";

export const metadata: Metadata = { title: "Customer" };

type Props = { params: Promise<{ id: string }> };

export default async function CustomerPage({ params }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id: customerId } = await params;
  const details = await orNotFound(getCustomer(ctx, { customerId }));
  const billActions = {
    mayVoid: roleAllows(actor.role, "billing.write"),
    mayCredit: roleAllows(actor.role, "payments.reverse"),
    voidBill: billingActions.voidBillAction,
    creditBill: billingActions.creditBillAction,
  };
  const [users, tabs, choices, till] = await Promise.all([
    listUsers(ctx, { customerId, pageSize: 50 }),
    historyTabs(ctx, customerId, billActions),
    connectionChoices(ctx),
    getMyTill(ctx),
  ]);
  const { customer } = details;
  const phones = details.phones.map((phone) => ({ ...phone, phone: formatPhone(phone.phone) }));
  return (
    <>
      <RefreshEvery seconds={8} />
      <PageHeader
        title={customer.name}
        crumbs={[{ label: "Customers", href: "/customers" }]}
        badges={customer.status === "closed" ? <Badge>Closed</Badge> : null}
        actions={
          <>
            <Button asChild>
              <Link href={`/customers/${customerId}/statement`}>
                <ScrollText aria-hidden /> Statement
              </Link>
            </Button>
            {billActions.mayVoid ? (
              <ChargeDialog customerId={customerId} action={billingActions.addChargeAction} />
            ) : null}
            {roleAllows(actor.role, "payments.write") ? (
              <CheckCode customerId={customerId} action={checkCodeAction} />
            ) : null}
            {roleAllows(actor.role, "payments.reverse") && details.walletCents > 0 ? (
              <RefundWallet
                customerId={customerId}
                walletCents={details.walletCents}
                phones={phones.map((phone) => phone.phone)}
                action={refundAction}
              />
            ) : null}
            {roleAllows(actor.role, "customers.write") ? (
              <EditCustomer
                action={updateCustomerAction}
                customer={{ ...customer, phone: phones[0]?.phone ?? "" }}
              />
            ) : null}
            {till && customer.status === "active" ? (
              <TakeCash
                tillSessionId={till.tillSessionId}
                action={recordCashAction}
                customer={{ id: customerId, label: customer.name }}
                users={users.rows}
                trigger={<Button variant="primary">Take cash</Button>}
              />
            ) : null}
          </>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
          <Card>
            <CardHeader
              title="Users"
              description="Logins on the routers."
              actions={
                roleAllows(actor.role, "users.write") ? (
                  <AddUserDialog action={addUserAction} customer={customer} choices={choices} />
                ) : null
              }
            />
            <CustomerUsers users={users.rows} />
          </Card>
          <Card className="pt-2">
            <Tabs label="Customer's history" tabs={tabs} flush />
          </Card>
        </div>
        <CustomerFacts
          {...customer}
          {...details}
          phones={phones}
          consent={
            roleAllows(actor.role, "customers.write")
              ? { customerId, action: setConsentAction }
              : undefined
          }
        />
      </div>
    </>
  );
}

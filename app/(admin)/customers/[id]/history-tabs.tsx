import { Activity } from "@/components/audit/activity";
import type { BillActionsProps } from "@/components/billing/bill-actions";
import { CreditNotes } from "@/components/billing/credit-notes";
import {
  CustomerBills,
  CustomerMessages,
  CustomerPayments,
} from "@/components/customers/customer-sections";
import type { Context } from "@/lib/context";
import { listCreditNotes } from "@/services/billing";
import { listAudit, listBills, listMessages, listPayments } from "@/services/reports";

/** What was billed, credited, paid, said and done: a tab each. */
export async function historyTabs(
  ctx: Context,
  customerId: string,
  actions: Omit<BillActionsProps, "bill" | "customerId">,
) {
  const [bills, notes, payments, messages, audit] = await Promise.all([
    listBills(ctx, { customerId }),
    listCreditNotes(ctx, { customerId }),
    listPayments(ctx, { customerId }),
    listMessages(ctx, { customerId }),
    listAudit(ctx, { entity: { kind: "customer", id: customerId } }),
  ]);
  return [
    {
      value: "bills",
      label: "Bills",
      count: bills.total,
      content: <CustomerBills bills={bills.rows} actions={actions} />,
    },
    {
      value: "credits",
      label: "Credit notes",
      count: notes.length,
      content: <CreditNotes notes={notes} />,
    },
    {
      value: "payments",
      label: "Payments",
      count: payments.total,
      content: <CustomerPayments payments={payments.rows} />,
    },
    {
      value: "messages",
      label: "Messages",
      count: messages.total,
      content: <CustomerMessages messages={messages.rows} />,
    },
    { value: "activity", label: "Activity", content: <Activity entries={audit.rows} /> },
  ];
}

import { NavTabs } from "../ui/nav-tabs";

/** Money received, requests for money, and what was not believed. */
export function PaymentTabs(counts: { quarantined?: number; unmatched?: number }) {
  return (
    <NavTabs
      label="Payments"
      tabs={[
        { href: "/payments", label: "Received" },
        { href: "/payments/unmatched", label: "Unmatched", count: counts.unmatched },
        { href: "/payments/attempts", label: "Requests" },
        { href: "/payments/requests", label: "Checks & refunds" },
        { href: "/payments/callbacks", label: "Quarantine", count: counts.quarantined },
      ]}
    />
  );
}

import { NavTabs } from "../ui/nav-tabs";

/** Money received, requests for money, and what was not believed. */
export function PaymentTabs({ quarantined }: { quarantined?: number }) {
  return (
    <NavTabs
      label="Payments"
      tabs={[
        { href: "/payments", label: "Received" },
        { href: "/payments/attempts", label: "Requests" },
        { href: "/payments/callbacks", label: "Quarantine", count: quarantined },
      ]}
    />
  );
}

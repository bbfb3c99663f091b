import { NavTabs } from "../ui/nav-tabs";

/** A customer's papers. */
export const PortalTabs = () => (
  <NavTabs
    label="Your papers"
    tabs={[
      { href: "/portal/history", label: "Payments" },
      { href: "/portal/bills", label: "Bills" },
      { href: "/portal/statement", label: "Statement" },
    ]}
  />
);

import { NavTabs } from "../ui/nav-tabs";

/** Are the books right, and what stands in them. */
export function BooksTabs() {
  return (
    <NavTabs
      label="Books"
      tabs={[
        { href: "/books", label: "Check" },
        { href: "/books/trial-balance", label: "Trial balance" },
        { href: "/reconciliation", label: "Reconciliation" },
      ]}
    />
  );
}

import { NavTabs } from "../ui/nav-tabs";

/** The topics of the settings. */
export const SettingsTabs = () => (
  <NavTabs
    label="Settings"
    tabs={[
      { href: "/settings", label: "Installation" },
      { href: "/settings/letterhead", label: "Letterhead" },
      { href: "/settings/mpesa", label: "M-Pesa" },
      { href: "/settings/billing", label: "Billing" },
      { href: "/settings/reminders", label: "Reminders" },
      { href: "/settings/alerts", label: "Alerts" },
      { href: "/settings/taxes", label: "Taxes" },
      { href: "/settings/portal", label: "Portal" },
    ]}
  />
);

/** Who the demo can be signed in as. Printed at start; exists in demo databases only. */
export const DEMO_STAFF = {
  password: "demo-savanna-2026",
  people: [
    { email: "owner@demo.isp", name: "Grace Wambui", role: "owner" },
    { email: "support@demo.isp", name: "Brian Otieno", role: "support" },
    { email: "finance@demo.isp", name: "Faith Njeri", role: "finance" },
    { email: "tech@demo.isp", name: "Daniel Kiprop", role: "technician" },
  ],
} as const;

/** The customer whose package has run out: the demo's main part. */
export const DEMO_CUSTOMER_PHONE = "+254712345678";

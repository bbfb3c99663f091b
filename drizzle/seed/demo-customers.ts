import { DEMO_CUSTOMER_PHONE } from "./demo-people";

export interface DemoCustomer {
  name: string;
  phone: string;
  address: string;
  username: string;
  /** Of customers with a static address. */
  staticAddress?: string;
  packageName: string;
  router: "a" | "b";
  /** How many periods were paid so far, the last of them now running (or just over). */
  periodsPaid: number;
  /** Hours from now to the end of what is paid; negative: the package has run out. */
  hoursLeft: number;
}

export const DEMO_PACKAGES = [
  {
    name: "Home 5 Mbps",
    downloadKbps: 5_000,
    uploadKbps: 2_500,
    periodUnit: "month",
    periodCount: 1,
    priceCents: 150_000,
  },
  {
    name: "Home 10 Mbps",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: 250_000,
  },
  {
    name: "Home 20 Mbps",
    downloadKbps: 20_000,
    uploadKbps: 10_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: 400_000,
  },
  {
    name: "Weekly 10 Mbps",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    periodUnit: "week",
    periodCount: 1,
    priceCents: 70_000,
  },
  {
    name: "Day pass 5 Mbps",
    downloadKbps: 5_000,
    uploadKbps: 2_500,
    periodUnit: "day",
    periodCount: 1,
    priceCents: 10_000,
  },
  {
    name: "Office 20 Mbps static",
    serviceType: "static",
    downloadKbps: 20_000,
    uploadKbps: 20_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: 750_000,
  },
  {
    name: "Hotspot week",
    serviceType: "hotspot",
    downloadKbps: 3_000,
    uploadKbps: 1_500,
    periodUnit: "week",
    periodCount: 1,
    priceCents: 25_000,
    sharedUsers: 2,
  },
] as const;

type Row = [
  name: string,
  phone: string,
  address: string,
  packageName: string,
  router: "a" | "b",
  periodsPaid: number,
  hoursLeft: number,
  staticAddress?: string,
];

const ROWS: Row[] = [
  ["Amina Wanjiru", DEMO_CUSTOMER_PHONE, "Rose Avenue 14, Kilimani", "Home 10 Mbps", "a", 3, -2],
  ["Peter Mwangi", "+254722100201", "Argwings Kodhek Rd, Kilimani", "Home 5 Mbps", "a", 4, 410],
  ["Lucy Achieng", "+254733100202", "Kindaruma Rd, Kilimani", "Home 20 Mbps", "a", 2, 610],
  ["Hassan Abdi", "+254711100203", "Eastleigh First Avenue", "Weekly 10 Mbps", "a", 6, 90],
  ["Mercy Chebet", "+254720100204", "Denis Pritt Rd", "Home 10 Mbps", "a", 3, 200],
  ["Kevin Omondi", "+254701100205", "Ngong Road, Adams", "Day pass 5 Mbps", "a", 9, 8],
  ["Jane Nyambura", "+254725100206", "Wood Avenue", "Home 5 Mbps", "a", 5, 30],
  ["Samuel Kamau", "+254710100207", "Lenana Road", "Home 10 Mbps", "a", 1, 700],
  ["Esther Muthoni", "+254712100208", "Ruaka Square", "Home 10 Mbps", "b", 4, 350],
  ["David Kiptoo", "+254723100209", "Limuru Road, Ruaka", "Home 20 Mbps", "b", 3, 480],
  ["Ruth Atieno", "+254734100210", "Ndenderu", "Weekly 10 Mbps", "b", 5, 60],
  ["Ibrahim Yusuf", "+254715100211", "Banana Hill", "Home 5 Mbps", "b", 2, -50],
  ["Catherine Wairimu", "+254726100212", "Gacharage", "Home 5 Mbps", "b", 4, 260],
  ["George Onyango", "+254707100213", "Two Rivers Drive", "Home 20 Mbps", "b", 2, 550],
  ["Naomi Jepkosgei", "+254717100214", "Muchatha", "Day pass 5 Mbps", "b", 4, 14],
  ["Paul Njoroge", "+254718100215", "Karuri", "Home 10 Mbps", "b", 3, -400],
  [
    "Yaya Dental",
    "+254719100216",
    "Yaya Towers",
    "Office 20 Mbps static",
    "a",
    2,
    430,
    "10.70.0.5",
  ],
  ["Brian Wekesa", "+254728100217", "Ruaka bus park", "Hotspot week", "b", 3, 70],
];

const usernameOf = (name: string) => name.toLowerCase().replace(" ", ".");

export const DEMO_CUSTOMERS: DemoCustomer[] = ROWS.map(
  ([name, phone, address, packageName, router, periodsPaid, hoursLeft, staticAddress]) => ({
    name,
    phone,
    address,
    username: usernameOf(name),
    packageName,
    router,
    periodsPaid,
    hoursLeft,
    ...(staticAddress && { staticAddress }),
  }),
);

import { DEMO_CUSTOMER_PHONE, DEMO_STAFF } from "@/drizzle/seed/demo-people";
import type { Ports } from "./ports";

interface Banner {
  appUrl: string;
  demo: boolean;
  dev: boolean;
  ports: Ports;
  paused: boolean;
  logDir: string;
  ownerLink?: string;
}

/** What a stranger needs next: where it runs, how to sign in, what is simulated. */
export function printBanner(banner: Banner): void {
  const lines = [
    "",
    `✓ Ready at ${banner.appUrl}${banner.dev ? "  (hot reload)" : ""}`,
    "",
    ...(banner.demo ? demoLines(banner) : liveLines(banner)),
    ...(banner.paused
      ? ["", "! Paused: this database was set up by another installation. See Settings in the app."]
      : []),
    "",
    `Logs: ${banner.logDir}`,
    "Ctrl-C stops everything.",
    "",
  ];
  console.log(lines.join("\n"));
}

function demoLines({ appUrl, ports }: Banner): string[] {
  const phone = `http://localhost:${ports.phone}/?msisdn=${DEMO_CUSTOMER_PHONE.replace("+", "")}`;
  return [
    `Staff sign-ins (password for all: ${DEMO_STAFF.password})`,
    ...DEMO_STAFF.people.map(({ email, role }) => `  ${email.padEnd(24)} ${role}`),
    "",
    "Try this: a customer whose package has run out pays and comes back online",
    `  1. The customer's portal   ${appUrl}/portal        sign in with 0712 345 678`,
    `  2. The customer's phone    ${phone}   the SMS code and the M-Pesa prompt arrive here`,
    `  3. The routers             http://localhost:${ports.routers}   watch the user come back; break things and watch them heal`,
    "",
    "Simulated, on their real wire protocols: two MikroTik routers, Safaricom Daraja, the SMS gateway.",
    "Real: the app, Postgres, the job server, every job.",
  ];
}

const liveLines = ({ ownerLink }: Banner): string[] =>
  ownerLink
    ? ["First sign-in: open this link once to set the owner's password", `  ${ownerLink}`]
    : [];

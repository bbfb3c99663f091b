import type { NextConfig } from "next";

const config: NextConfig = {
  // Tests and parallel dev servers build beside the normal one.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` checks types; starting does not wait for it.
  typescript: { ignoreBuildErrors: true },
  // A month's statement from the M-Pesa portal has some megabytes.
  experimental: { serverActions: { bodySizeLimit: "8mb" } },
  serverExternalPackages: ["node-routeros", "pdfmake", "pg", "@node-rs/argon2", "pino", "ws"],
};

export default config;

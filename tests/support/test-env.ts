/** Settings under which product code runs in tests. The keys guard nothing. */
export function applyTestEnv(databaseUrl: string): void {
  Object.assign(process.env, {
    APP_MODE: "demo",
    APP_URL: "http://127.0.0.1:3999",
    INSTALLATION_ID: "0190a000-0000-7000-8000-000000000001",
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    NEXTAUTH_SECRET: "test-secret-test-secret-test-secret!",
    INNGEST_EVENT_KEY: "test-event-key",
    INNGEST_SIGNING_KEY: `signkey-test-${"ab".repeat(32)}`,
    INNGEST_BASE_URL: process.env.INNGEST_BASE_URL ?? "http://127.0.0.1:9",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  });
}

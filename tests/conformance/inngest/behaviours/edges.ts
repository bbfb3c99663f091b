import { describe, expect, test } from "vitest";
import { type Behaviour, IS_SIGNED, until } from "../world";

let fired: { id?: string; data?: { cron?: string } } | undefined;

export const edges: Behaviour = {
  functions: (client) => [
    client.createFunction(
      { id: "every-minute", triggers: [{ cron: "TZ=Africa/Nairobi * * * * *" }] },
      ({ event }) => {
        fired ??= event as typeof fired;
      },
    ),
  ],

  tests: (world) => {
    describe("the edges", () => {
      test.runIf(IS_SIGNED)("an unsigned call to the app is refused", async () => {
        const response = await fetch(`${world().appUrl}?fnId=x&stepId=step`, {
          method: "POST",
          body: "{}",
        });
        expect(response.status).toBe(401);
      });

      test.runIf(IS_SIGNED)("an unsigned registration is refused", async () => {
        const response = await fetch(`${world().baseUrl}/fn/register`, {
          method: "POST",
          body: JSON.stringify({ url: world().appUrl, appName: "intruder", functions: [] }),
        });
        expect([401, 403]).toContain(response.status);
      });

      test.runIf(IS_SIGNED)("an event with a wrong key is refused", async () => {
        const response = await fetch(`${world().baseUrl}/e/wrong-key`, {
          method: "POST",
          body: JSON.stringify({ name: "conf/x", data: {} }),
        });
        expect([400, 401, 403, 404]).toContain(response.status);
      });

      test("a cron fires at the full minute", async () => {
        await until("it fires", () => fired !== undefined, 90_000);
        expect(fired?.data?.cron).toContain("* * * * *");
        expect(new Date(fired?.id ?? 0).getUTCSeconds()).toBe(0);
      }, 100_000);
    });
  },
};

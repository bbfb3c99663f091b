import { createContext } from "@/lib/context";
import { inngestClient } from "@/lib/events";
import { dueExpiries, expireDueUsers } from "@/services/billing";

// Longer than a minute, so that the next tick cannot come too late for a second that this one left out.
const HORIZON_SECONDS = 90;

/** Cuts access due to the second: each tick looks ahead and wakes at every second at which somebody's time ends. */
export const expireUsersFunction = () =>
  inngestClient().createFunction(
    { id: "expire-users", triggers: [{ cron: "* * * * *" }], retries: 1 },
    async ({ step }) => {
      const ctx = createContext({ kind: "job", id: "expire-users" });
      await step.run("expire what is overdue", () => expireDueUsers(ctx));
      const seconds = await step.run("look ahead", () =>
        dueExpiries(ctx, { horizonSeconds: HORIZON_SECONDS }),
      );
      for (const second of seconds) {
        await step.sleepUntil(`until ${second}`, second);
        await step.run(`expire at ${second}`, () => expireDueUsers(ctx));
      }
      return { seconds: seconds.length };
    },
  );

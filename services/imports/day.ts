import { z } from "zod";
import { endOfDay, isDay } from "@/lib/time";

/** A calendar day in Kenya as the instant at which it ends; empty is none. */
export const Day = z.string().transform((text, issues) => {
  if (text === "") return null;
  if (isDay(text) && text > "2000" && text < "2100") return endOfDay(text);
  issues.addIssue({ code: "custom", message: "Enter a day." });
  return z.NEVER;
});

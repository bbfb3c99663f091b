import { z } from "zod";

/** What lies in a till: from nothing to ten million shillings. */
export const Count = z
  .number("Enter what you have counted.")
  .int()
  .min(0, "Enter what you have counted.")
  .max(1_000_000_000, "No till holds so much.");

/** What one customer hands over: at most a million shillings. */
export const CashAmount = z
  .number("Enter an amount in shillings, like 1500.")
  .int("Cents are the smallest coin.")
  .positive("Enter more than nothing.")
  .max(100_000_000, "More than KES 1,000,000 in cash belongs to the bank.");

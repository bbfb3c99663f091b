import { z } from "zod";
import { parseAmount } from "@/lib/money";

/** Shillings as people type them ("1,500", "1500.50") to cents; nothing typed is undefined. */
export const shillings = (message = "Enter an amount in shillings, like 1500.") =>
  z.string(message).transform((text, issues) => {
    const plain = text.replace(/[,\s]/g, "").replace(/^KES/i, "");
    if (/^0+(\.0*)?$/.test(plain)) return 0;
    const cents = parseAmount(plain);
    if (cents !== undefined) return cents;
    issues.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Percent as people type them ("16", "12.5 %") to basis points. */
export const percent = z.string("Enter a percentage, like 16.").transform((text, issues) => {
  const value = Number(text.replace("%", "").trim().replace(",", "."));
  const basisPoints = Math.round(value * 100);
  if (Number.isFinite(value) && value >= 0 && Math.abs(basisPoints - value * 100) < 1e-6)
    return basisPoints;
  issues.addIssue({ code: "custom", message: "Enter a percentage, like 16 or 12.5." });
  return z.NEVER;
});

/** A plain number of another unit ("2" GB), or nothing. */
export const amountOf = (unit: number, message: string) =>
  z.string().transform((text, issues) => {
    if (text.trim() === "") return null;
    const value = Number(text.trim().replace(",", "."));
    if (Number.isFinite(value) && value > 0) return Math.round(value * unit);
    issues.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Megabits per second as people type them ("10", "1.5") to kbit/s. */
export const megabits = z.string("Enter a speed in Mbps.").transform((text, issues) => {
  const value = Number(text.trim().replace(",", "."));
  if (Number.isFinite(value) && value > 0) return Math.round(value * 1000);
  issues.addIssue({ code: "custom", message: "Enter a speed in Mbps, like 10 or 1.5." });
  return z.NEVER;
});

import type { ActiveFault, Context } from "./context";
import { findFault } from "./faults";

type Typed = Extract<ActiveFault, { name: "F16" }>["typed"];

/** The account that a payment is made for: none at a till, and with F16 what a customer types instead. */
export function accountOf(
  ctx: Context,
  account: string,
  msisdn: string,
  faults: readonly ActiveFault[],
): string {
  if (ctx.options.kind === "till") return "";
  const wrong = findFault(faults, "F16");
  return wrong ? (wrong.account ?? mistype(account, msisdn, wrong.typed)).slice(0, 20) : account;
}

function mistype(account: string, msisdn: string, typed: Typed): string {
  switch (typed) {
    case "swapped":
      return account.slice(0, -2) + account.slice(-1) + account.slice(-2, -1);
    case "cut":
      return account.slice(0, -1);
    case "lower":
      return account.toLowerCase();
    case "spaced":
      return account.replace(/(.{4})(?=.)/g, "$1 ");
    case "dashed":
      return account.replace(/(.{4})(?=.)/g, "$1-");
    case "phone":
      return `0${msisdn.slice(3)}`;
    case "empty":
      return "";
    case "other":
      return "NO SUCH ACCOUNT";
  }
}

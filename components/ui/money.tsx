import { type Cents, formatMoney } from "@/lib/money";
import { cn } from "./cn";

/** An amount with its currency; negative amounts carry their sign, not a colour alone. */
export function Money({
  cents,
  currency,
  className,
}: {
  cents: Cents;
  currency?: string;
  className?: string;
}) {
  return (
    <span className={cn("whitespace-nowrap tabular", cents === 0 && "text-ink-faint", className)}>
      {formatMoney(cents, currency)}
    </span>
  );
}

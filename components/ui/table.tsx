import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A plain table that scrolls sideways inside its box when it must, reachable by keyboard. */
export function Table({ className, label, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto focus-visible:outline-offset-0"
    >
      <table
        aria-label={label}
        className={cn("w-full border-collapse text-left text-base", className)}
        {...props}
      />
    </section>
  );
}

/** On a phone the columns stand closer, so that amounts stay in sight. */
const GUTTER = "px-4 max-sm:px-3";

export function Th({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn(
        "h-9 whitespace-nowrap border-line border-b text-xs font-medium text-ink-faint",
        GUTTER,
        className,
      )}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return (
    <td className={cn("border-line border-b py-2.5 align-middle", GUTTER, className)} {...props} />
  );
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("last:[&>td]:border-b-0 hover:bg-canvas", className)} {...props} />;
}

import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { theme: { text: ["2xs", "md"], shadow: ["card", "pop"] } },
});

/** Joins class names; a later Tailwind class wins over an earlier one of the same property. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));

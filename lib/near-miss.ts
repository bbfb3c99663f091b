/** How a typed number misses the one that was meant. */
export type Miss =
  | "one digit differs"
  | "two digits are swapped"
  | "a digit is missing"
  | "a digit is too many";

/** Every number of `length` digits that is one slip of the finger away from the typed one. */
export function nearMisses(typed: string, length: number): string[] {
  const digits = "0123456789";
  const found = new Set<string>();
  const places = Array.from({ length: typed.length + 1 }, (_, i) => i);
  for (const at of places) {
    const [before, here, after] = [typed.slice(0, at), typed.charAt(at), typed.slice(at + 1)];
    if (here) found.add(before + after);
    if (after) found.add(before + after.charAt(0) + here + after.slice(1));
    for (const digit of digits) {
      if (here) found.add(before + digit + after);
      found.add(before + digit + typed.slice(at));
    }
  }
  found.delete(typed);
  return [...found].filter((each) => each.length === length);
}

/** How the typed number misses the meant one; undefined when it is further away than one slip, or the same. */
export function missOf(typed: string, meant: string): Miss | undefined {
  if (typed === meant || !nearMisses(typed, meant.length).includes(meant)) return undefined;
  if (typed.length < meant.length) return "a digit is missing";
  if (typed.length > meant.length) return "a digit is too many";
  const differing = [...typed].filter((digit, at) => digit !== meant.charAt(at)).length;
  return differing === 1 ? "one digit differs" : "two digits are swapped";
}

import type { LiveSession } from "@/services/routers";

export type SessionOrder = "name" | "address" | "startedAt";

/** The sessions that match all words of a search, in order. Pure. */
export function selectSessions(
  sessions: readonly LiveSession[],
  { search, order, descending }: { search: string; order: SessionOrder; descending: boolean },
): LiveSession[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = sessions.filter((session) => {
    const { name, address, device, user } = session;
    const text = [name, address, device, user?.customer ?? "not ours"].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const sign = descending ? -1 : 1;
  return found.sort((a, b) => sign * compare(a[order] ?? "", b[order] ?? ""));
}

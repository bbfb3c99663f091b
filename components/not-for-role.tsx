import { Lock } from "lucide-react";
import { EmptyState } from "./ui/empty-state";

/** In place of a page that the signed-in role may not use: says who may. */
export function NotForRole({ who }: { who: string }) {
  return <EmptyState icon={Lock} title="Not for your role" description={who} />;
}

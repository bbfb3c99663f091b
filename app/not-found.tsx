import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={Compass}
        title="There is no such page"
        description="The address is wrong, or what was here is gone."
        action={
          <Button asChild variant="primary">
            <Link href="/">Go to the start</Link>
          </Button>
        }
      />
    </main>
  );
}

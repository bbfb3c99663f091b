import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      icon={Compass}
      title="This does not exist"
      description="The address is wrong, or it never was."
      action={
        <Button asChild>
          <Link href="/dashboard">Go to the dashboard</Link>
        </Button>
      }
    />
  );
}

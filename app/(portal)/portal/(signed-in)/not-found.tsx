import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

export default function PortalNotFound() {
  return (
    <Card className="mt-4">
      <EmptyState
        icon={Compass}
        title="There is nothing here"
        description="The link is wrong or too old. What you have paid is in your payments."
        action={
          <Button asChild variant="primary" size="lg">
            <Link href="/portal">My connection</Link>
          </Button>
        }
      />
    </Card>
  );
}

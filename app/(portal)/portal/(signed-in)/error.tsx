"use client";

import { PageError } from "@/components/page-error";
import { Card } from "@/components/ui/card";

export default function PortalError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Card className="mt-4">
      <PageError {...props} />
    </Card>
  );
}

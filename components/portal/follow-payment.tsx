import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import { Button } from "../ui/button";

/** The way to a payment that is under way; stands where another could be begun. */
export function FollowPayment({ attemptId }: { attemptId: string }) {
  return (
    <Button asChild variant="primary" size="xl" className="w-full">
      <Link href={`/portal/pay/${attemptId}`}>
        <LoaderCircle className="animate-spin" aria-hidden /> A payment is under way: follow it
      </Link>
    </Button>
  );
}

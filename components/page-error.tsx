"use client";

import { useEffect } from "react";
import { Button } from "./ui/button";
import { ErrorState } from "./ui/empty-state";

export interface PageErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** A page that could not be shown; the code finds the error in the server's log. */
export function PageError({ error, reset }: PageErrorProps) {
  useEffect(() => {
    document.title = "Something went wrong";
  }, []);
  return (
    <ErrorState
      title="This page could not be shown"
      description={
        <>
          Something went wrong on our side. Nothing you entered has been lost on the server.
          {error.digest ? (
            <span className="mt-2 block font-mono text-xs">Code {error.digest}</span>
          ) : null}
        </>
      }
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    />
  );
}

"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "../button";

export interface PagerProps {
  total: number;
  pageSize: number;
  /** From 1. */
  page: number;
  onTurn: (page: number) => void;
}

/** Which rows of how many, and the way to the others. */
export function Pager({ total, pageSize, page, onTurn }: PagerProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1;
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-4 border-line border-t px-4 py-2.5"
    >
      <p className="text-sm text-ink-muted tabular" aria-live="polite">
        {first.toLocaleString("en-KE")}–{Math.min(total, page * pageSize).toLocaleString("en-KE")}{" "}
        of {total.toLocaleString("en-KE")}
      </p>
      <div className="flex gap-1.5">
        <Button
          size="icon-sm"
          aria-label="Previous page"
          disabled={page <= 1}
          onClick={() => onTurn(page - 1)}
        >
          <ChevronLeft aria-hidden />
        </Button>
        <Button
          size="icon-sm"
          aria-label="Next page"
          disabled={page >= pages}
          onClick={() => onTurn(page + 1)}
        >
          <ChevronRight aria-hidden />
        </Button>
      </div>
    </nav>
  );
}

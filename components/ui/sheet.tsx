"use client";

import type { ReactNode } from "react";
import { Drawer } from "vaul";
import { cn } from "./cn";

export interface SheetProps {
  trigger?: ReactNode;
  title: string;
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean;
  side?: "bottom" | "left";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

const SIDES = {
  bottom: "inset-x-0 bottom-0 max-h-[92dvh] rounded-t-xl pb-[env(safe-area-inset-bottom)]",
  left: "inset-y-0 left-0 w-72 rounded-r-xl",
};

/** A sheet that a thumb can pull away; for phones. */
export function Sheet(props: SheetProps) {
  const { trigger, title, hideTitle, side = "bottom", open, onOpenChange, children } = props;
  return (
    <Drawer.Root direction={side} open={open} onOpenChange={onOpenChange}>
      {trigger ? <Drawer.Trigger asChild>{trigger}</Drawer.Trigger> : null}
      <Drawer.Portal>
        <Drawer.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Drawer.Content
          aria-describedby={undefined}
          className={cn("fixed z-50 flex flex-col bg-raised shadow-pop outline-none", SIDES[side])}
        >
          {side === "bottom" ? (
            <div aria-hidden className="mx-auto mt-2.5 h-1 w-10 rounded-full bg-line-strong" />
          ) : null}
          <Drawer.Title className={hideTitle ? "sr-only" : "px-5 pt-4 pb-2 text-lg font-semibold"}>
            {title}
          </Drawer.Title>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Drawer.Content>
      </Drawer.Portal>
    </Drawer.Root>
  );
}

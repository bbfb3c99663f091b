"use client";

import { Command } from "cmdk";
import { type LucideIcon, Plus, Search, UserRound, Users } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useState } from "react";
import { NAV } from "./nav-items";
import { type Found, useFound } from "./use-found";

const ACTIONS = [
  { href: "/customers/new", label: "Onboard customer", icon: Plus },
  { href: "/packages/new", label: "Add package", icon: Plus },
  { href: "/routers/new", label: "Add router", icon: Plus },
];
const itemStyles =
  "flex items-center gap-2.5 rounded-md px-2.5 py-2 text-base data-[selected=true]:bg-hover";
const groupStyles =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-faint";

const keyOf = (item: Found) => `${item.kind}:${item.id}`;

/** Ctrl+K: go anywhere, find anybody. */
export function CommandPalette() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const router = useRouter();
  const found = useFound(text, open);
  // Results that arrive after the typing are not chosen by themselves: Enter must open the first.
  const [chosen, setChosen] = useState("");
  useEffect(() => {
    if (found[0]) setChosen(keyOf(found[0]));
  }, [found]);

  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", toggle);
    return () => document.removeEventListener("keydown", toggle);
  }, []);

  const go = (href: string) => {
    setOpen(false);
    setText("");
    router.push(href);
  };
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <button
          type="button"
          className="flex h-8.5 w-full items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-ink-faint shadow-card hover:border-line-strong"
        >
          <Search className="size-4" aria-hidden />
          Search…
          <kbd className="ml-auto rounded-sm bg-sunken px-1.5 font-sans text-2xs text-ink-muted ring-1 ring-line ring-inset max-md:hidden">
            Ctrl K
          </kbd>
        </button>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl animate-rise overflow-hidden rounded-xl bg-raised shadow-pop"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command label="Search and commands" loop value={chosen} onValueChange={setChosen}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Find a customer, a user, a screen…"
              className="h-12 w-full border-line border-b bg-transparent px-4 text-md outline-none placeholder:text-ink-faint"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              {/* What the server found is not among what the palette itself counts. */}
              {found.length === 0 ? (
                <Command.Empty className="py-8 text-center text-ink-muted">
                  Nothing found.
                </Command.Empty>
              ) : null}
              {found.length > 0 ? (
                <Command.Group heading="Found" className={groupStyles} forceMount>
                  {found.map((item) => (
                    <FoundItem key={keyOf(item)} item={item} onPick={go} />
                  ))}
                </Command.Group>
              ) : null}
              <LinkGroup heading="Do" items={ACTIONS} onPick={go} />
              <LinkGroup heading="Go to" items={NAV.flat()} onPick={go} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function FoundItem({ item, onPick }: { item: Found; onPick: (href: string) => void }) {
  const Icon = item.kind === "customer" ? Users : UserRound;
  return (
    <Command.Item
      forceMount
      value={keyOf(item)}
      keywords={[item.label, item.detail]}
      onSelect={() => onPick(`/${item.kind}s/${item.id}`)}
      className={itemStyles}
    >
      <Icon className="size-4 text-ink-faint" aria-hidden />
      <span className="truncate">{item.label}</span>
      <span className="ml-auto truncate text-sm text-ink-faint">{item.detail}</span>
    </Command.Item>
  );
}

interface LinkGroupProps {
  heading: string;
  items: { href: string; label: string; icon: LucideIcon }[];
  onPick: (href: string) => void;
}

function LinkGroup({ heading, items, onPick }: LinkGroupProps) {
  return (
    <Command.Group heading={heading} className={groupStyles}>
      {items.map(({ href, label, icon: Icon }) => (
        <Command.Item key={href} value={label} onSelect={() => onPick(href)} className={itemStyles}>
          <Icon className="size-4 text-ink-faint" aria-hidden />
          {label}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

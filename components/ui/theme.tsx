"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { ThemeProvider as NextThemes, useTheme } from "next-themes";
import { type ReactNode, useSyncExternalStore } from "react";
import { cn } from "./cn";

/** Light, dark or the system's choice, kept in this browser; set before first paint by a nonced script. */
export function ThemeProvider({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <NextThemes attribute="class" nonce={nonce} disableTransitionOnChange>
      {children}
    </NextThemes>
  );
}

const CHOICES = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "System", icon: Monitor },
];

const never = () => () => {};

/** Three choices in a row; nothing is marked until the browser's choice is known. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  const hydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <fieldset className="flex rounded-md bg-sunken p-0.5 ring-1 ring-line ring-inset">
      <legend className="sr-only">Theme</legend>
      {CHOICES.map(({ value, label, icon: Icon }) => {
        const chosen = hydrated && theme === value;
        return (
          <button
            key={value}
            type="button"
            aria-pressed={chosen}
            aria-label={label}
            title={label}
            onClick={() => setTheme(value)}
            className={cn(
              "grid h-6 flex-1 place-items-center rounded-sm px-2 text-ink-faint hover:text-ink",
              chosen && "bg-surface text-ink shadow-card",
            )}
          >
            <Icon className="size-3.5" aria-hidden />
          </button>
        );
      })}
    </fieldset>
  );
}

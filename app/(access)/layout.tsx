import type { ReactNode } from "react";
import { LogoMark } from "@/components/logo";

/** Pages before one is signed in: a card in the middle of a quiet page. */
export default function AccessLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-sm">
        <LogoMark className="mx-auto mb-6 size-10" />
        {children}
      </div>
    </main>
  );
}

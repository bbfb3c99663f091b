import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { RestorationTimeline } from "@/components/payments/restoration-timeline";
import { PlanView } from "@/components/plan-view";
import { LOOKS, StatusBadge, type StatusKind } from "@/components/status-badges";
import { FormContext } from "@/components/ui/field-context";
import { TextField } from "@/components/ui/text-field";
import { StateComparison } from "@/components/users/state-comparison";
import type { Intent } from "@/lib/sync/intent";

const count = (html: string, text: string) => html.split(text).length - 1;

test("every status is said with an icon that is hidden from screen readers and a word that is not", () => {
  for (const [kind, states] of Object.entries(LOOKS)) {
    const words = Object.values(states).map((look) => look.word);
    expect(new Set(words).size, `${kind} has two states with one word`).toBe(words.length);
    for (const [status, look] of Object.entries(states)) {
      const badge = StatusBadge({ kind: kind as StatusKind, status: status as never });
      const html = renderToStaticMarkup(badge);
      expect(html).toContain(look.word);
      expect(html).toMatch(/<svg[^>]*aria-hidden="true"/);
    }
  }
});

test("a field's label, hint and error belong to its control", () => {
  const state = { fieldErrors: { username: "Taken." }, pending: false, touch: () => {} };
  const html = renderToStaticMarkup(
    <FormContext value={state}>
      <TextField name="username" label="Username" hint="ASCII only." />
    </FormContext>,
  );
  const id = /<input[^>]* id="([^"]+)"/.exec(html)?.[1];
  expect(html).toContain(`for="${id}"`);
  expect(html).toContain(`aria-describedby="${id}-error ${id}-hint"`);
  expect(html).toContain('aria-invalid="true"');
  expect(html).toMatch(new RegExp(`<p id="${id}-error"[^>]*role="alert"`));
});

test("a field does not show the error of another one that ends in the same word", () => {
  const state = { fieldErrors: { name: "Taken." }, pending: false, touch: () => {} };
  const html = renderToStaticMarkup(
    <FormContext value={state}>
      <TextField name="settings.addressPool.name" label="Pool" />
    </FormContext>,
  );
  expect(html).not.toContain("Taken.");
});

test("a payment's stages: what happened is done, the next is under way, what never came is skipped", () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 5, 1, 9, 0, 0, ms));
  const html = renderToStaticMarkup(
    <RestorationTimeline times={{ callbackAt: at(0), committedAt: at(40), eventAt: at(120) }} />,
  );
  expect(count(html, "(skipped)")).toBe(2);
  expect(count(html, "(done)")).toBe(3);
  expect(count(html, "(in progress)")).toBe(1);
  expect(count(html, "(not yet)")).toBe(2);
  expect(html).toContain("+40 ms");
  expect(html).toContain("12:00:00.120");
});

test("a plan is read out with before and after, and what is left alone with its reason", () => {
  const html = renderToStaticMarkup(
    <PlanView
      plan={{
        changes: [
          {
            verb: "update",
            kind: "secret",
            name: "mary",
            before: { disabled: "yes", profile: "same" },
            after: { disabled: "no", profile: "same" },
            why: "Access is paid.",
          },
        ],
        skipped: [{ kind: "secret", name: "x<script>", reason: "foreign", message: "not ours" }],
      }}
    />,
  );
  expect(html).toMatch(/<del[^>]*>yes<\/del>/);
  expect(html).toMatch(/<ins[^>]*>no<\/ins>/);
  expect(html).not.toContain("same");
  expect(html).toContain("Access is paid.");
  expect(html).not.toContain("<script>");
});

test("an empty plan says that the router agrees", () => {
  const html = renderToStaticMarkup(<PlanView plan={{ changes: [], skipped: [] }} />);
  expect(html).toContain("already agrees");
});

const intent: Intent = {
  presence: "present",
  access: "off",
  serviceType: "pppoe",
  username: "mary",
  label: "Mary",
  packageSlug: "home",
  rates: { downloadKbps: 1_000, uploadKbps: 500 },
  address: {},
  session: { onlyOne: true },
  credential: { id: "c", version: 2 },
};
const seen = { desiredGeneration: 4, online: false, sessionAddress: null, intent };
const agreements = (observedGeneration: number, status: string, online = false) => {
  const comparison = { ...seen, observedGeneration, status, online };
  const html = renderToStaticMarkup(<StateComparison comparison={comparison} />);
  return {
    yes: count(html, 'aria-label="agrees"'),
    no: count(html, 'aria-label="does not agree yet"'),
  };
};

test("a change on its way is never shown as agreement", () => {
  expect(agreements(4, "in_sync")).toEqual({ yes: 7, no: 0 });
  expect(agreements(3, "pending")).toEqual({ yes: 1, no: 6 });
  expect(agreements(3, "in_sync").no).toBe(6);
});

test("an open session of a user without access does not agree", () => {
  expect(agreements(4, "in_sync", true)).toEqual({ yes: 6, no: 1 });
});

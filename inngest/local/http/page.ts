import { listRuns } from "../store/runs";
import { readHealth } from "./health";
import type { HttpDeps } from "./server";

const STYLE = `
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.25rem; } h2 { font-size: 1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8883; }
  th { font-weight: 500; opacity: .65; } td { font-variant-numeric: tabular-nums; }
  .failed, .bad { color: #d33; } .completed, .good { color: #2a7; }`;

/** The page for people: functions, recent runs, what waits. Shows no payloads. */
export async function renderPage(deps: HttpDeps): Promise<string> {
  const [health, runs] = await Promise.all([readHealth(deps), listRuns(deps.pool, { limit: 50 })]);
  const functions = deps.registry
    .list()
    .map((fn) => [
      fn.name,
      fn.id,
      [...fn.triggers.map(({ event }) => event), ...fn.crons].join(", "),
      fn.concurrency.map(({ limit, scope }) => `${limit} per ${scope}`).join(", "),
    ]);
  const recent = runs.map((run) => [
    run.queuedAt.replace("T", " ").slice(0, 19),
    run.functionId,
    run.eventName,
    run.status,
    duration(run.startedAt, run.endedAt),
    run.error?.message ?? "",
  ]);
  const state = health.ok
    ? `<p class="good">App registered.</p>`
    : `<p class="bad">${escapeHtml(health.app.error ?? "The database does not answer.")}</p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Job server</title>
<style>${STYLE}</style><h1>Job server</h1>${state}
<p>${health.calls} calls in flight, ${health.queue.due} due, ${health.queue.total} owed in all.</p>
<h2>Functions</h2>${table(["Name", "Id", "Starts on", "At once"], functions)}
<h2>Recent runs (UTC)</h2>
${table(["Queued", "Function", "Event", "Status", "Took", "Error"], recent)}</html>`;
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return "<p>None yet.</p>";
  const cells = (row: string[]) =>
    row.map((text) => `<td class="${escapeHtml(text)}">${escapeHtml(text)}`);
  const body = rows.map((row) => `<tr>${cells(row).join("")}`).join("");
  return `<table><tr>${head.map((text) => `<th>${escapeHtml(text)}`).join("")}${body}</table>`;
}

function duration(from: string | null, to: string | null): string {
  return from && to ? `${Date.parse(to) - Date.parse(from)} ms` : "";
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", '"': "&quot;" };
  return text.replace(/[&<"]/g, (char) => entities[char] ?? char);
}

import { parsePhone } from "../phone";
import { dayOf, endOfDay, isDay } from "../time";

export interface CommentFacts {
  name?: string;
  /** E.164. */
  phone?: string;
  /** The end, in Kenya, of the day that stands in it. */
  date?: Date;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(${MONTHS.join("|")})[a-z]*`;
const PHONE = /(?<!\d)(?:\+?\s?254|0)[\s.-]?[17](?:[\s.-]?\d){8}(?!\d)/g;
/** Words that say what the rest is, and are nobody's name. */
const LABELS =
  /\b(exp(ir(y|es?|ed))?|paid( until| till| to)?|valid|until|till|due|date|tel|cell|phone|mobile|mob|no|acc(oun)?t?|name|client|customer)\b\.?/gi;

type Reader = (match: RegExpExecArray) => [year: string, month: string, day: string];

/** Kenyans write the day first; `oct/31/2026` is how old routers write dates. */
const DATES: readonly [RegExp, Reader][] = [
  [
    /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/,
    ([, y, m, d]) => [y ?? "", m ?? "", d ?? ""],
  ],
  [
    /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/,
    ([, d, m, y]) => [y ?? "", m ?? "", d ?? ""],
  ],
  [
    new RegExp(
      `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[-/. ]*${MONTH}[-/., ]*(\\d{4}|\\d{2})(?!\\d)`,
      "i",
    ),
    ([, d, m, y]) => [y ?? "", monthOf(m), d ?? ""],
  ],
  [
    new RegExp(`\\b${MONTH}[-/. ]+(\\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\\d{4})(?!\\d)`, "i"),
    ([, m, d, y]) => [y ?? "", monthOf(m), d ?? ""],
  ],
];

const monthOf = (word = "") => String(MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1);

/** What staff wrote beside a login: who it is, a number, until when. Whatever is not sure is left out. */
export function readComment(comment: string): CommentFacts {
  const { rest: undated, date } = cutDate(comment);
  const { rest, phone } = cutPhone(undated);
  const name = nameIn(rest);
  return { ...(name && { name }), ...(phone && { phone }), ...(date && { date }) };
}

/** "john.kamau_2" → "John Kamau 2", for who has no other name. */
export const nameOfLogin = (login: string): string =>
  login
    .replace(/@.*$/, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join(" ")
    .slice(0, 100);

function cutPhone(text: string): { rest: string; phone?: string } {
  const found = [...text.matchAll(PHONE)]
    .map(([written]) => ({ written, phone: parsePhone(written.replace(/\s/g, "")) }))
    .find(({ phone }) => phone !== undefined);
  if (!found?.phone) return { rest: text };
  return { rest: text.replaceAll(found.written, " "), phone: found.phone };
}

function cutDate(text: string): { rest: string; date?: Date } {
  for (const [pattern, read] of DATES) {
    const match = pattern.exec(text);
    const day = match && dayFrom(read(match));
    if (day) return { rest: text.replace(match[0], " "), date: endOfDay(day) };
  }
  return { rest: text };
}

/** As "2026-10-31"; month and day change places where only that makes a date. */
function dayFrom([y, m, d]: [string, string, string]): string | undefined {
  const year = y.length === 2 ? `20${y}` : y;
  const days = [
    [m, d],
    [d, m],
  ].map(([month = "", day = ""]) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  return days.find((day) => isDay(day) && dayOf(endOfDay(day)) > "2015");
}

function nameIn(text: string): string | undefined {
  const name = text
    .replace(LABELS, " ")
    .replace(/[|;:,=_/()[\]{}<>#*"]+|(?<!\p{L})-+|-+(?!\p{L})/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 100);
  return /\p{L}\p{L}/u.test(name) ? name : undefined;
}

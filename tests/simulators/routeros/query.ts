import { parseDuration } from "./duration";
import { Trap } from "./traps";

const invalidQuery = () => new Trap("invalid query", 5);

/** How `<` and `>` order two values: below, at or above zero; NaN when they have no order. */
export type Order = (left: string, right: string) => number;

/** Numbers and durations compare by size, everything else by bytes. */
function byText(left: string, right: string): number {
  const [a, b] = [parseDuration(left), parseDuration(right)];
  if (a !== undefined && b !== undefined) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}

const ADDRESS = /^(\d+)\.(\d+)\.(\d+)\.(\d+)/;

function numberOf(address: string): number {
  const [, ...bytes] = ADDRESS.exec(address) ?? [];
  return bytes.length === 0 ? Number.NaN : bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** The orders that a router may know for addresses: what real ones do is not proved. */
export const addressOrders: Record<"text" | "number" | "none", Order> = {
  text: byText,
  number: (left, right) =>
    ADDRESS.test(left) ? numberOf(left) - numberOf(right) : byText(left, right),
  none: (left, right) => (ADDRESS.test(left) ? Number.NaN : byText(left, right)),
};

function equals(value: string, wanted: string): boolean {
  if (value === "true") return wanted === "true" || wanted === "yes";
  if (value === "false") return wanted === "false" || wanted === "no";
  return value === wanted;
}

/** Reads one field of a row; undefined if the row lacks it. */
export type FieldReader = (name: string) => string | undefined;

/** One `?` word that is not an operation. A property the row lacks equals nothing. */
function test(read: FieldReader, query: string, order: Order): boolean {
  const sign = /^[-<>=]/.test(query) ? query[0] : "";
  const [, name = "", wanted] = /^([^=]*)(?:=([\s\S]*))?$/.exec(query.slice(sign ? 1 : 0)) ?? [];
  const value = read(name);
  if (sign === "-") return value === undefined;
  if (value === undefined) return false;
  if (sign === "<" || sign === ">") {
    const found = order(value, wanted ?? "");
    return sign === "<" ? found < 0 : found > 0;
  }
  return wanted === undefined || equals(value, wanted);
}

/** The stack of RouterOS queries: booleans, with as many `true` below as one asks for. */
class Stack {
  #values: boolean[] = [];
  push(value: boolean): void {
    this.#values.push(value);
  }
  pop(): boolean {
    return this.#values.pop() ?? true;
  }
  /** 0 is the top. */
  at(index: number): boolean {
    return this.#values[this.#values.length - 1 - index] ?? true;
  }
  replaceBy(value: boolean): void {
    this.#values = [value];
  }
  passes(): boolean {
    return !this.#values.includes(false);
  }
}

function operate(stack: Stack, operation: string): void {
  const [left, right] = operation === "&" || operation === "|" ? [stack.pop(), stack.pop()] : [];
  if (operation === "!") stack.push(!stack.pop());
  else if (operation === "&") stack.push(left === true && right === true);
  else if (operation === "|") stack.push(left === true || right === true);
  else throw invalidQuery();
}

/** A `?#…` word: `!`, `&`, `|`, stack indices and `.` (RouterOS docs, "API queries"). */
function operations(stack: Stack, text: string): void {
  const tokens = text.match(/\d+|[^\d]/g) ?? [];
  tokens.forEach((token, position) => {
    const isIndex = /^\d/.test(token);
    if (isIndex && position === tokens.length - 1) stack.replaceBy(stack.at(Number(token)));
    else if (isIndex) stack.push(stack.at(Number(token)));
    else if (token !== ".") operate(stack, token);
    else if (!/^\d/.test(tokens[position - 1] ?? "")) stack.push(stack.at(0));
  });
}

/** Whether a row passes the query words, which come without their question mark. */
export function matches(
  read: FieldReader,
  queries: readonly string[],
  order: Order = byText,
): boolean {
  const stack = new Stack();
  for (const query of queries) {
    if (query.startsWith("#")) operations(stack, query.slice(1));
    else stack.push(test(read, query, order));
  }
  return stack.passes();
}

/** The part of CEL that trigger filters and concurrency keys need; everything else is refused. */
export type CelNode =
  | { kind: "literal"; value: string | number | boolean | null }
  | { kind: "path"; segments: string[] }
  | { kind: "binary"; operator: CelOperator; left: CelNode; right: CelNode };

export type CelOperator = "||" | "&&" | "==" | "!=" | "+";

export class CelSyntaxError extends Error {
  override name = "CelSyntaxError";
}

interface Token {
  type: "string" | "number" | "name" | "symbol" | "end";
  text: string;
  at: number;
}

const MAX_LENGTH = 1000;
const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<symbol>\|\||&&|==|!=|[+().]))/y;
// Loosest first. Unlike CEL proper there is no ordering, arithmetic, list, map, macro or call.
const LEVELS: CelOperator[][] = [["||"], ["&&"], ["==", "!="], ["+"]];
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

/**
 * Parses paths that start with `event`, literals, `==`, `!=`, `&&`, `||`, `+` and parentheses.
 * @throws CelSyntaxError naming the place, for anything else.
 */
export function parseCel(source: string): CelNode {
  if (source.length > MAX_LENGTH) {
    throw new CelSyntaxError(`expression longer than ${MAX_LENGTH} characters`);
  }
  const parser = new Parser(tokenize(source), source);
  return parser.parseAll();
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(source)?.groups;
    const found = Object.entries(groups ?? {}).find(([, text]) => text !== undefined);
    if (!found) throw refusal(source, from);
    const [type, text] = found as [Token["type"], string];
    tokens.push({ type, text, at: TOKEN.lastIndex - text.length });
  }
  tokens.push({ type: "end", text: "", at: end });
  return tokens;
}

class Parser {
  private index = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly source: string,
  ) {}

  parseAll(): CelNode {
    const node = this.parseLevel(0);
    if (this.peek().type !== "end") throw refusal(this.source, this.peek().at);
    return node;
  }

  private parseLevel(level: number): CelNode {
    const operators = LEVELS[level];
    if (!operators) return this.parsePrimary();
    let left = this.parseLevel(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.isSymbol(candidate));
      if (!operator) return left;
      this.index++;
      left = { kind: "binary", operator, left, right: this.parseLevel(level + 1) };
    }
  }

  private parsePrimary(): CelNode {
    const token = this.next();
    if (token.type === "string") return { kind: "literal", value: unquote(token.text) };
    if (token.type === "number") return { kind: "literal", value: Number(token.text) };
    if (token.type === "name") return this.parseName(token);
    if (token.text === "(") {
      const inner = this.parseLevel(0);
      if (this.next().text !== ")") throw refusal(this.source, token.at);
      return inner;
    }
    throw refusal(this.source, token.at);
  }

  private parseName(token: Token): CelNode {
    if (token.text === "true") return { kind: "literal", value: true };
    if (token.text === "false") return { kind: "literal", value: false };
    if (token.text === "null") return { kind: "literal", value: null };
    if (token.text !== "event") throw refusal(this.source, token.at);
    const segments: string[] = [];
    while (this.isSymbol(".")) {
      this.index++;
      const segment = this.next();
      if (segment.type !== "name") throw refusal(this.source, segment.at);
      segments.push(segment.text);
    }
    return { kind: "path", segments };
  }

  private isSymbol(text: string): boolean {
    return this.peek().type === "symbol" && this.peek().text === text;
  }

  private peek(): Token {
    return this.tokens[this.index] ?? { type: "end", text: "", at: this.source.length };
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
}

function refusal(source: string, at: number): CelSyntaxError {
  const near = source.slice(at).trim().slice(0, 20) || "the end";
  return new CelSyntaxError(
    `cannot read \`${source}\` at \`${near}\`: only event paths, literals, ==, !=, &&, ||, + and parentheses are understood`,
  );
}

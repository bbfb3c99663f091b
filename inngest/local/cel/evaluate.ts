import type { CelNode } from "./parse";

/**
 * Value of an expression for one event. What CEL calls an error (a missing path, a type that does
 * not fit) is null here, so that a filter is false and a key shares one slot.
 */
export function evaluateCel(node: CelNode, event: unknown): unknown {
  if (node.kind === "literal") return node.value;
  if (node.kind === "path") return readPath(event, node.segments);
  const left = evaluateCel(node.left, event);
  const right = evaluateCel(node.right, event);
  switch (node.operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "+":
      return add(left, right);
    // One decisive side settles it, even when the other is an error.
    case "&&":
      return logical(left, right, false);
    case "||":
      return logical(left, right, true);
  }
}

function readPath(root: unknown, segments: string[]): unknown {
  let value = root;
  for (const segment of segments) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return null;
    value = (value as Record<string, unknown>)[segment];
  }
  return value ?? null;
}

function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  return JSON.stringify(left) === JSON.stringify(right);
}

function add(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  return null;
}

function logical(left: unknown, right: unknown, decisive: boolean): boolean | null {
  if (left === decisive || right === decisive) return decisive;
  return left === !decisive && right === !decisive ? !decisive : null;
}

import { withoutNul } from "@/lib/storable-text";

type Value = string | File | Tree | Value[];
interface Tree {
  [key: string]: Value;
}

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A form as the object that a schema expects: dotted names nest ("user.username"), names ending in "[]" are
 * lists, empty fields are left out, React's own fields are dropped, and so is what Postgres cannot hold.
 */
export function formToObject(form: FormData): Tree {
  const result: Tree = {};
  for (const [name, value] of form.entries()) {
    if (name.startsWith("$ACTION") || value === "") continue;
    const path = name.replace(/\[\]$/, "").split(".");
    if (path.some((part) => FORBIDDEN.has(part))) continue;
    place(result, path, storable(value), name.endsWith("[]"));
  }
  return result;
}

const storable = (value: string | File) => (typeof value === "string" ? withoutNul(value) : value);

function place(tree: Tree, path: string[], value: string | File, list: boolean): void {
  const [head = "", ...rest] = path;
  if (rest.length > 0) {
    const next = tree[head];
    const child: Tree = typeof next === "object" && !Array.isArray(next) ? (next as Tree) : {};
    tree[head] = child;
    place(child, rest, value, list);
  } else if (list) {
    const held = tree[head];
    tree[head] = [...(Array.isArray(held) ? held : []), value];
  } else {
    tree[head] = value;
  }
}

/** Items by key, in the order in which each came first. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** For each key, in the order of the keys, the one row that has it. */
export function rowOfEach<K, R>(
  keys: readonly K[],
  rows: readonly R[],
  keyOf: (row: R) => K | null,
): (R | undefined)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key));
}

/** For each key, in the order of the keys, all rows that have it, in their own order. */
export function rowsOfEach<K, R>(
  keys: readonly K[],
  rows: readonly R[],
  keyOf: (row: R) => K | null,
): R[][] {
  const byKey = groupBy(rows, keyOf);
  return keys.map((key) => byKey.get(key) ?? []);
}

import { quote } from "./quote";

/** Fields of a row, as text. */
export type Values = Readonly<Record<string, string>>;

/** A row that must be there, known by some of its values. Running it again changes what differs and adds nothing. */
export interface EnsuredRow {
  /** As the console writes it: `/ip firewall filter`. */
  menu: string;
  /** The fields by which a row is found again. */
  known: Values;
  values: Values;
  /** Must stand before other people's rows of its chain; what carries this mark is ours. */
  before?: { chain: string; mark: string };
  /** Somebody else's row of this name serves as well, and is left as it is. */
  addOnly?: boolean;
  /** Leave a row alone that is found with another value in this field, and stop with these words. */
  only?: { field: string; value: string; otherwise: string };
}

/** `name="x" comment="y"` */
export const assignments = (values: Values): string =>
  Object.entries(values)
    .map(([field, value]) => `${field}=${quote(value)}`)
    .join(" ");

/** Add it where it is missing, set it where it is there. */
export function ensure(row: EnsuredRow): string[] {
  const { menu, known, values, only, addOnly } = row;
  const found = `[${menu} find where ${assignments(known)}]`;
  const guard = only
    ? [
        `  :if ([${menu} get ${found} ${only.field}] != ${quote(only.value)}) do={`,
        `    :error ${quote(only.otherwise)}`,
        "  }",
      ]
    : [];
  const added = [
    `:if ([:len ${found}] = 0) do={`,
    ...addition(row, assignments({ ...known, ...values })),
  ];
  if (addOnly) return [...added, "}"];
  return [...added, "} else={", ...guard, `  ${menu} set ${found} ${assignments(values)}`, "}"];
}

/** Before the first rule that is not ours, so that several of ours keep the order in which they are added. */
function addition({ menu, before }: EnsuredRow, words: string): string[] {
  if (!before) return [`  ${menu} add ${words}`];
  const pattern = quote(`^${before.mark} `);
  return [
    `  :local others [${menu} find where chain=${quote(before.chain)} dynamic=no !(comment~${pattern})]`,
    "  :if ([:len $others] > 0) do={",
    `    ${menu} add ${words} place-before=[:pick $others 0]`,
    "  } else={",
    `    ${menu} add ${words}`,
    "  }",
  ];
}

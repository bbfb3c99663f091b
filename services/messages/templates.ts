/**
 * Texts of SMS, in GSM-7 characters (one other character halves what fits in a segment). Words in braces are
 * filled in. `secret` texts are stored encrypted and shown to staff by their name only.
 */
export const templates = {
  welcome: {
    text: "Welcome to {operator}, {name}! Your account is {account}. To get online pay {amount} {where}.",
  },
  sign_in_code: {
    text: "{code} is your {operator} sign-in code. It works for {minutes} minutes. Share it with nobody.",
    secret: true,
  },
  payment_received: {
    text: "{operator}: we received {amount} (receipt {receipt}). {outcome}",
  },
} as const satisfies Record<string, { text: string; secret?: boolean }>;

export type Template = keyof typeof templates;

/** The text with its words filled in; a word that is missing is a bug and throws. */
export function fillTemplate(template: Template, values: Record<string, string>): string {
  return templates[template].text.replace(/\{(\w+)\}/g, (_, word: string) => {
    const value = values[word];
    if (value === undefined) throw new Error(`template ${template} needs a value for ${word}`);
    return value;
  });
}

/** True when the text must not be readable in the database. */
export const isSecret = (template: string): boolean =>
  (templates as Record<string, { secret?: boolean }>)[template]?.secret === true;

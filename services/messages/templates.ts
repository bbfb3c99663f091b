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
  runs_out_soon: {
    text: "{operator}: {package} ({username}) runs out on {when}. Pay {amount} {where} to stay online.",
  },
  renew_by_hand: {
    text: "{operator}: {package} ({username}) {ends} {when} and does not renew by itself. {how}.",
  },
  in_grace: {
    text: "{operator}: {package} ({username}) ran out on {when}. You stay online until {until}. Pay {amount} {where}.",
  },
  ran_out: {
    text: "{operator}: {package} ({username}) ran out on {when}. Pay {amount} {where} to be back online in seconds.",
  },
  grace_over: {
    text: "{operator}: {username} is offline, your grace is over. Pay {amount} {where} to be back online in seconds.",
  },
  bill_to_pay: {
    text: "{operator}: a bill for {package} ({username}) is due on {when}. Pay the {amount} that you owe {where}.",
  },
  bill_overdue: {
    text: "{operator}: your bill ({username}) was due on {when}. Pay {amount} {where} to stay online after {until}.",
  },
  bill_cut: {
    text: "{operator}: {username} is offline, a bill is unpaid. Pay {amount} {where} to be back online in seconds.",
  },
  payment_reversed: {
    text: "{operator}: your payment of {amount} (receipt {receipt}) was reversed and no longer counts. {outcome}",
  },
  refund_sent: {
    text: "{operator}: we have sent you {amount} back by M-Pesa (receipt {receipt}).",
  },
  staff_alert: {
    text: "{operator}: {text}",
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

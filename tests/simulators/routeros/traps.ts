/** What the router answers with `!trap`. The message is a byte string. */
export class Trap extends Error {
  constructor(
    message: string,
    /** RouterOS docs, "API": 0 missing item or command, 1 argument value, 2 interrupted. */
    readonly category?: number,
  ) {
    super(message);
  }
}

// Texts of class "failure: …" and of permissions come without a category on real routers.
export const failure = (text: string) => new Trap(`failure: ${text}`);
export const notPermitted = () => new Trap("not enough permissions (9)");
export const noSuchItem = () => new Trap("no such item", 0);
export const noSuchCommand = () => new Trap("no such command", 0);
export const missing = (field: string) => new Trap(`missing =${field}=`, 0);
export const interrupted = () => new Trap("interrupted", 2);
export const unknownParameter = (field: string) => new Trap(`unknown parameter ${field}`, 1);
export const noMatch = (field: string) => new Trap(`input does not match any value of ${field}`, 1);
export const ambiguous = (field: string) =>
  new Trap(`ambiguous value of ${field}, more than one possible value matches input`, 1);
export const invalidValue = (field: string) => new Trap(`invalid value for argument ${field}`, 1);
export const outOfRange = (field: string, low: number, high: number) =>
  new Trap(`value of ${field} out of range (${low}..${high})`, 1);

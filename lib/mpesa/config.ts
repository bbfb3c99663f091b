/** How to reach and sign in to Daraja for one shortcode. Secrets: never logged. */
export interface DarajaConfig {
  /** Origin of the API, for example https://sandbox.safaricom.co.ke. */
  baseUrl: string;
  consumerKey: string;
  consumerSecret: string;
  passkey: string;
  kind: "paybill" | "till";
  /** The paybill, or the till's own number: where the money goes. */
  shortcode: string;
  /** Tills only: the store (head office) number that signs requests. */
  storeNumber?: string;
  /** The API operator that asks for status, reversals and refunds; its password ends after 90 days. */
  initiatorName?: string;
  initiatorPassword?: string;
  /** Safaricom's certificate of this environment (PEM), which the password is encrypted for. */
  certificatePem?: string;
}

/** The number that signs requests and queries: a till's store number, else the paybill. */
export const businessShortcode = (config: DarajaConfig): string =>
  config.kind === "till" ? (config.storeNumber ?? config.shortcode) : config.shortcode;

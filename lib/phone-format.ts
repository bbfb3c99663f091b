/** "0712 345 678" for people in Kenya; other countries as they are. Free of packages: browsers load it. */
export function formatPhone(e164: string): string {
  const local = /^\+254(\d{3})(\d{3})(\d{3})$/.exec(e164);
  return local ? `0${local[1]} ${local[2]} ${local[3]}` : e164;
}

/** A payer's number as M-Pesa sends it, comparable by eye; masked or hashed it stays as it came. */
export const formatPayer = (number: string): string =>
  /^254\d{9}$/.test(number) ? formatPhone(`+${number}`) : number;

/** "0712 *** 678", for logs and for screens that others may see. */
export const maskPhone = (e164: string): string => formatPhone(e164).replace(/ (\d{3}) /, " *** ");

import { expect, test } from "vitest";
import { nameOfLogin, readComment } from "@/lib/imports";

const endOf = (day: string) => new Date(`${day}T21:00:00Z`);

test.each([
  ["Otieno, shop 4", { name: "Otieno shop 4" }],
  ["Jane Wanjiru 0712345678", { name: "Jane Wanjiru", phone: "+254712345678" }],
  ["0712-345-678 / Jane", { name: "Jane", phone: "+254712345678" }],
  ["+254 110 345 678 Wanjikũ", { name: "Wanjikũ", phone: "+254110345678" }],
  ["tel: 254722000111", { phone: "+254722000111" }],
  [
    "Peter Mwangi | 0722000111 | exp 31/12/2026",
    { name: "Peter Mwangi", phone: "+254722000111", date: endOf("2026-12-31") },
  ],
  ["paid until 2026-08-05", { date: endOf("2026-08-05") }],
  ["dec/31/2026 Ali", { name: "Ali", date: endOf("2026-12-31") }],
  ["Expires 5th Aug 2026 (Ann)", { name: "Ann", date: endOf("2026-08-05") }],
  ["12/31/2026", { date: endOf("2026-12-31") }],
  ["5-8-26 Kamau-Njeri", { name: "Kamau-Njeri", date: endOf("2026-08-05") }],
  ["", {}],
])("finds in “%s” who it is, whose number and until when", (comment, facts) => {
  expect(readComment(comment)).toEqual(facts);
});

test.each([
  "31/02/2026",
  "10.64.0.1",
  "071234567",
  "07123456789",
  "0812345678",
  "room 12",
  "99/99/9999",
])("takes nothing in “%s” for a phone or a date", (comment) => {
  const { phone, date } = readComment(comment);
  expect({ phone, date }).toEqual({ phone: undefined, date: undefined });
});

test("a login is a name where nothing better is written", () => {
  expect(nameOfLogin("john.kamau_2@isp")).toBe("John Kamau 2");
  expect(nameOfLogin("émile")).toBe("Émile");
});

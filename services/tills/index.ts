export { addTill } from "./add-till";
export { closeTill, type TillClosed } from "./close-till";
export { getMyTill, type MyTill } from "./get-my-till";
export { listTillSessions, type TillSessionRow } from "./list-till-sessions";
export { listTills, type TillRow } from "./list-tills";
export { openTill } from "./open-till";
export { type CashTaken, recordCash } from "./record-cash";
export { voidCash } from "./void-cash";

import { createInterface } from "node:readline";
import pg from "pg";
import { createContext } from "@/lib/context";
import { afterCommitWork } from "@/lib/context/after-commit";
import {
  addCharge,
  changePackageNow,
  creditBill,
  expireDueUsers,
  issueDueBills,
  pauseUser,
  renewFromWallet,
  resumePausedUser,
} from "@/services/billing";
import { setAutoPromptConsent, sweepDunning } from "@/services/dunning";
import {
  assignPayment,
  claimPayment,
  joinReceipt,
  judgeCallback,
  postReceiptlessPayments,
  pullPayments,
  queryAttempt,
  requestRefund,
  reversePayment,
  sendProviderRequest,
  sendStkPush,
  settle,
} from "@/services/payments";
import { importStatement } from "@/services/reconciliation";
import { closeTill, recordCash, voidCash } from "@/services/tills";

/*
 * A process that does one job and kills itself (SIGKILL) at the nth statement that it would send to the database, or
 * right after handing it to the socket. It says "ready", takes one line of JSON, and says how many statements it sent.
 */
interface Order {
  verb: keyof typeof VERBS;
  input: unknown;
  actor: Parameters<typeof createContext>[0];
  now: string;
  /** 1 is the first statement; none lets it live. */
  killAt?: number;
  /** Before the statement leaves, or when it is on its way and its answer will never be read. */
  when?: "before" | "sent";
}

type Verb = (ctx: ReturnType<typeof createContext>, input: never) => Promise<unknown>;
const VERBS = {
  assignPayment: assignPayment as Verb,
  judgeCallback: judgeCallback as Verb,
  judgeCallbacks: ((ctx, inboxIds: string[]) =>
    Promise.all(inboxIds.map((inboxId) => judgeCallback(ctx, { inboxId })))) as Verb,
  settle: ((ctx, input: { receivedAt: string; paidAt?: string }) =>
    settle(ctx, revive(input) as never)) as Verb,
  expireDueUsers: expireDueUsers as Verb,
  postReceiptlessPayments: postReceiptlessPayments as Verb,
  issueDueBills: issueDueBills as Verb,
  joinReceipt: joinReceipt as Verb,
  requestRefund: requestRefund as Verb,
  reversePayment: reversePayment as Verb,
  sendProviderRequest: sendProviderRequest as Verb,
  sendStkPush: sendStkPush as Verb,
  pullPayments: pullPayments as Verb,
  recordCash: recordCash as Verb,
  renewFromWallet: renewFromWallet as Verb,
  addCharge: addCharge as Verb,
  creditBill: creditBill as Verb,
  changePackageNow: changePackageNow as Verb,
  pauseUser: pauseUser as Verb,
  resumePausedUser: resumePausedUser as Verb,
  voidCash: voidCash as Verb,
  closeTill: closeTill as Verb,
  importStatement: importStatement as Verb,
  claimPayment: claimPayment as Verb,
  queryAttempt: queryAttempt as Verb,
  sweepDunning: sweepDunning as Verb,
  setAutoPromptConsent: setAutoPromptConsent as Verb,
};

const revive = (evidence: { receivedAt: string; paidAt?: string }) => ({
  ...evidence,
  receivedAt: new Date(evidence.receivedAt),
  paidAt: evidence.paidAt ? new Date(evidence.paidAt) : undefined,
});

let sent = 0;

function killAtStatement({ killAt, when }: Order) {
  const die = () => process.kill(process.pid, "SIGKILL");
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    sent++;
    if (sent === killAt && when === "before") die();
    const answer = Reflect.apply(query, this, args);
    // The socket has taken the bytes when the loop comes round; the server may or may not act on them.
    if (sent === killAt) setImmediate(die);
    return answer;
  } as typeof query;
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  killAtStatement(order);
  const ctx = createContext(order.actor, { now: () => new Date(order.now) });
  await VERBS[order.verb](ctx, order.input as never);
  await afterCommitWork();
  process.stdout.write(`${sent}\n`);
  process.exit(0);
}

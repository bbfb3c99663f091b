import type { RunningServer } from "../http/server";
import { Tasks } from "../http/tasks";
import { type AttemptRecord, type Context, changed } from "./context";
import { payDirect } from "./direct";
import { forge } from "./forge";
import { release } from "./hold";
import { CERTIFICATE_PEM } from "./initiator";
import { publicOperation } from "./operations/records";
import { addOperationScript, setOperationFaults } from "./operations/scripts";
import { resultOf } from "./outcomes";
import { answerPrompt, openPrompts, resultOfPin } from "./prompt";
import { C2bUrls } from "./schemas";
import { addScript, setFaults } from "./scripts";
import type { DarajaSimulator } from "./simulator-type";
import { statementCsv } from "./statement-csv";
import { takeBack } from "./take-back";
import type { StkAttempt } from "./types";

/** The in-process handle over a running simulator. */
export function createHandle(ctx: Context, server: RunningServer): DarajaSimulator {
  const { consumerKey, consumerSecret, shortcode, passkey, businessName } = ctx.options;
  const { kind, storeNumber, initiatorName, initiatorPassword } = ctx.options;
  return {
    url: server.url,
    port: server.port,
    consumerKey,
    consumerSecret,
    shortcode,
    kind,
    storeNumber,
    passkey,
    initiatorName,
    initiatorPassword,
    certificatePem: CERTIFICATE_PEM,
    businessName,
    ...settings(ctx),
    ...phoneSide(ctx),
    ...truth(ctx),
    reset: () => reset(ctx),
    async close() {
      ctx.tasks.stop();
      ctx.poster.close();
      await server.close();
    },
  };
}

function settings(ctx: Context) {
  return {
    script: (entry) => addScript(ctx, entry),
    setFaults: (faults) => setFaults(ctx, faults),
    scriptOperation: (entry) => addOperationScript(ctx, entry),
    setOperationFaults: (faults) => setOperationFaults(ctx, faults),
    setMode(mode, autoDelayMs) {
      ctx.options = { ...ctx.options, mode, autoDelayMs: autoDelayMs ?? ctx.options.autoDelayMs };
    },
    registerC2b(urls) {
      ctx.c2b = urls && C2bUrls.parse(urls);
      changed(ctx);
    },
    expireTokens() {
      ctx.token = null;
    },
  } satisfies Partial<DarajaSimulator>;
}

function phoneSide(ctx: Context) {
  return {
    prompts: (phone) => openPrompts(ctx, phone?.replace(/^\+/, "")),
    waitForPrompt: (phone, options) =>
      ctx.changes.waitFor(
        () => openPrompts(ctx, phone.replace(/^\+/, ""))[0],
        `a prompt on ${phone}`,
        options?.timeoutMs,
      ),
    enterPin: (target, pin = "1234") => publicAttempt(answerPrompt(ctx, target, resultOfPin(pin))),
    cancel: (target) => publicAttempt(answerPrompt(ctx, target, resultOf("1032"))),
    timeout: (target) => publicAttempt(answerPrompt(ctx, target, resultOf("1037"))),
    release: (id) => release(ctx, id),
    payDirect: (payment) => payDirect(ctx, payment),
    reversePayment: (receipt) => takeBack(ctx, receipt),
    sendForged: (forged) => forge(ctx, forged),
  } satisfies Partial<DarajaSimulator>;
}

function truth(ctx: Context) {
  return {
    statement: () => ctx.statement.map((entry) => ({ ...entry })),
    statementCsv: (within) => statementCsv(ctx, within),
    operations: (kind) =>
      [...ctx.operations.values()]
        .filter((one) => kind === undefined || one.kind === kind)
        .map(publicOperation),
    c2bUrls: () => ctx.c2b,
    attempts: () => [...ctx.attempts.values()].map(publicAttempt),
    requests: (kind) => ctx.requests.filter((one) => kind === undefined || one.kind === kind),
    deliveries: (kind) => ctx.deliveries.filter((one) => kind === undefined || one.kind === kind),
    waitForDelivery: (predicate, options) =>
      ctx.changes.waitFor(
        () => ctx.deliveries.find((one) => one.doneAt !== null && predicate(one)),
        "such a delivery",
        options?.timeoutMs,
      ),
    async whenIdle(options) {
      const look = () => (ctx.tasks.idle ? true : undefined);
      await ctx.changes.waitFor(look, "all callbacks to be sent", options?.timeoutMs);
    },
    subscribe: (listener) => ctx.changes.subscribe(listener),
  } satisfies Partial<DarajaSimulator>;
}

function publicAttempt(record: AttemptRecord): StkAttempt {
  const { checkoutRequestId, merchantRequestId, phone, amount, accountReference } = record;
  const { callbackUrl, pushedAt, state, resultCode, resultDesc, receipt } = record;
  const asked = { checkoutRequestId, merchantRequestId, phone, amount, accountReference };
  return { ...asked, callbackUrl, pushedAt, state, resultCode, resultDesc, receipt };
}

function reset(ctx: Context): void {
  ctx.tasks.stop();
  ctx.tasks = new Tasks(() => ctx.changes.emit());
  ctx.attempts.clear();
  ctx.scripts = [];
  ctx.callFaults = [];
  ctx.faults = ctx.options.faults;
  ctx.held.clear();
  ctx.operations.clear();
  ctx.operationScripts = [];
  ctx.operationFaults = ctx.options.operationFaults;
  ctx.statement = [];
  ctx.deliveries = [];
  ctx.requests = [];
  ctx.queryTimes = [];
  changed(ctx);
}

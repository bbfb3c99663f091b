import { setMaxListeners } from "node:events";
import type http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { AppLink } from "./app-link";
import { AppClient } from "./call-app";
import { fireCrons } from "./crons";
import { migrate } from "./db";
import { Dispatcher, LEASE_MS } from "./dispatcher";
import { Every } from "./every";
import { listen } from "./http/server";
import { Registry } from "./registry";
import { pruneOld } from "./store/events";
import { isServed, renewLeases, signOff, takeOver } from "./store/leases";
import type { JobServerOptions } from "./types";

const RENEW_MS = LEASE_MS / 3;
const STAND_BY_POLL_MS = 1_000;
const CRON_POLL_MS = 30_000;
const PRUNE_MS = 3_600_000;
const CLOSE_GRACE_MS = 5_000;
const DEFAULT_MAX_CALLS = 100;

type Options = JobServerOptions & {
  log: NonNullable<JobServerOptions["log"]>;
  onSuperseded?: () => void;
};

/** The parts of a running job server, and the order in which they start and stop. */
export class JobServerProcess {
  readonly link: AppLink;
  private readonly client: AppClient;
  private readonly registry: Registry;
  private readonly dispatcher: Dispatcher;
  private readonly abort = new AbortController();
  private readonly background: Every[] = [];
  private server: http.Server | undefined;
  private epoch = 0;
  private isCurrent = true;

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: Options,
    onRunEnded: () => void,
  ) {
    const { log, appUrl, signingKey, retryIntervalSeconds } = options;
    this.registry = new Registry(pool);
    this.client = new AppClient(appUrl, signingKey);
    this.link = new AppLink(this.client, appUrl, {
      onReady: () => this.dispatcher.kick(),
      hasFunctions: () => !this.registry.isEmpty,
      log,
    });
    const { registry, client, link } = this;
    const signal = this.abort.signal;
    // Every call in flight listens.
    setMaxListeners(0, signal);
    this.dispatcher = new Dispatcher(
      { pool, registry, client, link, signal, retryIntervalSeconds, onRunEnded },
      { maxCalls: options.maxCalls ?? DEFAULT_MAX_CALLS, log },
    );
  }

  get isIdle(): boolean {
    return this.dispatcher.inFlight.length === 0;
  }

  /** Returns the URL at which the server listens. */
  async start(): Promise<string> {
    await migrate(this.pool);
    if (this.options.standBy) await this.standBy();
    await this.registry.load();
    // Listen first: a server that cannot have its port must not disturb the one that has it.
    const crons = new Every(CRON_POLL_MS, this.options.log, () => this.fireCrons());
    this.background.push(crons);
    const url = await this.listen(crons);
    this.epoch = await takeOver(this.pool);
    this.dispatcher.begin(this.epoch);
    const pruning = new Every(PRUNE_MS, this.options.log, () => pruneOld(this.pool));
    const renewing = new Every(RENEW_MS, this.options.log, () => this.renewLeases());
    this.background.push(pruning, renewing);
    pruning.hurry();
    this.link.start();
    return url;
  }

  async close(): Promise<void> {
    this.dispatcher.stop();
    this.link.stop();
    const grace = setTimeout(() => this.abort.abort(), CLOSE_GRACE_MS);
    await this.dispatcher.settled();
    clearTimeout(grace);
    for (const job of this.background) job.stop();
    this.client.close();
    await this.closeServer();
    await Promise.all(this.background.map((job) => job.idle()));
    if (this.epoch > 0 && this.isCurrent)
      await signOff(this.pool, this.epoch).catch(() => undefined);
    await this.pool.end();
  }

  /** Waits until no other job server gives signs of life. */
  private async standBy(): Promise<void> {
    let waits = false;
    while (await isServed(this.pool, LEASE_MS)) {
      if (!waits)
        this.options.log({
          level: "warn",
          message: "another job server has this database, waiting",
        });
      waits = true;
      await sleep(STAND_BY_POLL_MS);
    }
  }

  private async listen(crons: Every): Promise<string> {
    const { options, pool, registry, link } = this;
    const { server, url } = await listen(
      {
        pool,
        registry,
        link,
        log: options.log,
        eventKey: options.eventKey,
        signingKey: options.signingKey,
        inFlight: () => this.dispatcher.inFlight.length,
        isCurrent: () => this.isCurrent,
        onEvents: () => this.dispatcher.kick(),
        onRegistered: () => {
          crons.hurry();
          this.dispatcher.kick();
        },
      },
      options.host ?? "127.0.0.1",
      options.port ?? 0,
    );
    this.server = server;
    return url;
  }

  private async fireCrons(): Promise<number | undefined> {
    if (!this.link.isReady || !this.isCurrent) return undefined;
    const waitMs = await fireCrons(this.pool, this.registry);
    this.dispatcher.kick();
    return waitMs;
  }

  private async renewLeases(): Promise<undefined> {
    const { inFlight } = this.dispatcher;
    const isCurrent = await renewLeases(this.pool, this.epoch, inFlight, LEASE_MS);
    if (isCurrent || !this.isCurrent) return;
    this.isCurrent = false;
    this.options.log({ level: "error", message: "another job server has taken this database" });
    this.dispatcher.stop();
    this.abort.abort();
    this.options.onSuperseded?.();
  }

  private async closeServer(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

import {
  at,
  connectTimeoutError,
  type Endpoint,
  fatalError,
  hungUpError,
  socketError,
  violationError,
} from "../classify";
import { RouterError } from "../errors";
import { dial, type Link } from "../library/dial";
import type { RouterAddress, RouterConnection } from "../port";
import { notSent } from "./command-window";
import { LiveConnection } from "./live-connection";
import { RoutedConnection } from "./routed-connection";
import { signIn } from "./sign-in";
import { peerFingerprint, type TlsStyle, tlsOptions, verifyPeer } from "./tls";

export interface ConnectOptions {
  connectTimeoutMs: number;
  window: number;
  cancelGraceMs: number;
  signal?: AbortSignal;
}

/** One try at connecting and signing in. Always settles; the first known cause is the one reported. */
export function connectOnce(
  address: RouterAddress,
  endpoint: Endpoint,
  style: TlsStyle,
  options: ConnectOptions,
): Promise<RouterConnection> {
  const attempt = new Attempt(address, endpoint, style, options);
  return attempt.run();
}

class Attempt {
  readonly #address: RouterAddress;
  readonly #endpoint: Endpoint;
  readonly #style: TlsStyle;
  readonly #options: ConnectOptions;
  #reason?: RouterError;
  #link?: Link;
  #live?: LiveConnection;
  #signedIn = false;
  #tcpConnected = false;
  #reject: (error: RouterError) => void = () => undefined;

  constructor(
    address: RouterAddress,
    endpoint: Endpoint,
    style: TlsStyle,
    options: ConnectOptions,
  ) {
    this.#address = address;
    this.#endpoint = endpoint;
    this.#style = style;
    this.#options = options;
  }

  async run(): Promise<RouterConnection> {
    const { connectTimeoutMs, signal } = this.#options;
    if (signal?.aborted) throw notSent();
    const onAbort = () => this.#end(notSent());
    const timer = setTimeout(() => this.#end(this.#timeoutError()), connectTimeoutMs);
    const failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    failed.catch(() => undefined);
    signal?.addEventListener("abort", onAbort);
    try {
      const { link, ready } = this.#dial();
      this.#link = link;
      link?.socket.once("connect", () => {
        this.#tcpConnected = true;
      });
      const signedIn = ready.catch((error) => {
        throw this.#end(this.#asRouterError(error));
      });
      await Promise.race([signedIn, failed]);
      return this.#connection();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #dial() {
    const { host, port, transport } = this.#endpoint;
    const tls = transport === "tls" ? tlsOptions(this.#style) : undefined;
    const { fallbackEncoding } = this.#address;
    const { connectTimeoutMs } = this.#options;
    return dial(
      { host, port, tls, connectTimeoutMs, fallbackEncoding },
      {
        signIn: (link) => this.#signIn(link),
        onSocketError: (error) => {
          this.#reason ??= socketError(error, this.#endpoint);
        },
        onFatal: (message) => this.#end(fatalError(message, this.#endpoint, this.#signedIn)),
        onViolation: (error) => this.#end(violationError(this.#endpoint, error)),
        onClose: () => this.#end(this.#closeReason()),
      },
    );
  }

  async #signIn(link: Link): Promise<void> {
    verifyPeer(link.socket, this.#address.tlsFingerprint, at(this.#endpoint));
    this.#live = new LiveConnection(link.connector, link.socket, this.#options);
    // The timer of this attempt is the real limit.
    const deadlineMs = this.#options.connectTimeoutMs * 2;
    await signIn(this.#live, this.#address, this.#endpoint, deadlineMs);
    this.#signedIn = true;
  }

  #connection(): RouterConnection {
    if (!this.#live || !this.#link) throw new RouterError("closed", "The connection never stood.");
    const { host, port, transport } = this.#endpoint;
    const tlsFingerprint = peerFingerprint(this.#link.socket);
    const info = {
      host,
      port,
      transport,
      ...(tlsFingerprint ? { tlsFingerprint } : {}),
      tlsAnonymous: transport === "tls" && !tlsFingerprint,
      tlsPinned: Boolean(this.#address.tlsFingerprint && tlsFingerprint),
      connectedAt: new Date(),
    };
    return new RoutedConnection(this.#live, { info, encoding: this.#address.fallbackEncoding });
  }

  /** The one way out on failure, before and after signing in. */
  #end(reason: RouterError): RouterError {
    this.#reason ??= reason;
    this.#live?.destroy(this.#reason);
    this.#link?.socket.destroy();
    this.#reject(this.#reason);
    return this.#reason;
  }

  #closeReason(): RouterError {
    if (this.#reason) return this.#reason;
    if (!this.#signedIn) return hungUpError(this.#endpoint, this.#link?.heard() ?? false);
    return new RouterError("closed", `${at(this.#endpoint)} closed the connection.`);
  }

  #timeoutError(): RouterError {
    const seconds = this.#options.connectTimeoutMs / 1000;
    return connectTimeoutError(this.#endpoint, this.#tcpConnected, seconds);
  }

  #asRouterError(error: unknown): RouterError {
    if (error instanceof RouterError) return error;
    return this.#reason ?? socketError(error, this.#endpoint);
  }
}

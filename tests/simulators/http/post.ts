import http from "node:http";
import https from "node:https";

export interface PostAnswer {
  status: number | null;
  answer: string | null;
  /** Why there is no answer: ECONNREFUSED, ECONNRESET, timeout … */
  error: string | null;
}

export interface PostOptions {
  contentType: string;
  timeoutMs: number;
  headers?: Record<string, string>;
  fromAddress?: string;
}

export interface Poster {
  /** POSTs a body once: no retry, no redirect followed. Never throws. */
  post(url: string, body: string, options: PostOptions): Promise<PostAnswer>;
  close(): void;
}

const ANSWER_LIMIT = 16_384;

// Idle connections go before any usual server ends them (5 s), else a callback could be lost to
// a race that the product has no part in.
const AGENT = { keepAlive: true, timeout: 2_000 };

/** A sender with keep-alive connections, as the providers' gateways have. */
export function createPoster(): Poster {
  const plain = new http.Agent(AGENT);
  const secure = new https.Agent(AGENT);
  return {
    post(url, body, options) {
      return new Promise((resolve) => {
        const isSecure = url.startsWith("https:");
        const request = (isSecure ? https : http).request(
          url,
          {
            method: "POST",
            agent: isSecure ? secure : plain,
            timeout: options.timeoutMs,
            localAddress: options.fromAddress,
            headers: {
              ...options.headers,
              "content-type": options.contentType,
              "content-length": Buffer.byteLength(body),
            },
          },
          (response) => collect(response, resolve),
        );
        request.on("timeout", () => request.destroy(new Error("timeout")));
        request.on("error", (error) =>
          resolve({ status: null, answer: null, error: reasonOf(error) }),
        );
        request.end(body);
      });
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

function collect(response: http.IncomingMessage, resolve: (answer: PostAnswer) => void): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    if (text.length < ANSWER_LIMIT) text += part;
  });
  response.on("end", () =>
    resolve({ status: response.statusCode ?? null, answer: text, error: null }),
  );
  response.on("error", (error) =>
    resolve({ status: response.statusCode ?? null, answer: text, error: reasonOf(error) }),
  );
}

function reasonOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

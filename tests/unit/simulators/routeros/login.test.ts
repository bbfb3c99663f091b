import { createHash } from "node:crypto";
import { once } from "node:events";
import tls from "node:tls";
import { describe, expect, it } from "vitest";
import { client, router, visitor } from "./harness";
import { RawClient } from "./raw-client";

const users = [
  { name: "isp", password: "secret" },
  { name: "guest", password: "g", policies: ["read"] as const },
];

function answerTo(challenge: string, password: string): string {
  const parts = [Buffer.from([0]), Buffer.from(password), Buffer.from(challenge, "hex")];
  return `00${createHash("md5").update(Buffer.concat(parts)).digest("hex")}`;
}

describe("plain login", () => {
  it("lets the right password in with a bare !done", async () => {
    const guest = await visitor(await router({ users }));
    const reply = await guest.call("/login", "=name=isp", "=password=secret");
    expect(reply).toEqual([{ word: "!done", attributes: {}, words: [] }]);
    expect((await guest.rows("/system/identity/print"))[0]?.name).toBe("MikroTik");
  });

  it("traps four wrong passwords and ends the connection at the fifth", async () => {
    const guest = await visitor(await router({ users }));
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const text = await guest.trap("/login", "=name=isp", "=password=guess");
      expect(text).toBe("invalid user name or password (6)");
    }
    const [last] = await guest.call("/login", "=name=isp", "=password=guess");
    expect(last).toEqual({
      word: "!fatal",
      attributes: {},
      words: ["too many commands before login"],
    });
    await guest.untilClosed();
  });

  it("still lets the right password in after wrong ones", async () => {
    const guest = await visitor(await router({ users }));
    expect(await guest.trap("/login", "=name=isp", "=password=guess")).toBeDefined();
    expect(await guest.trap("/login", "=name=isp", "=password=secret")).toBeUndefined();
  });

  it("refuses a user without the api policy", async () => {
    const guest = await visitor(await router({ users }));
    const text = await guest.trap("/login", "=name=guest", "=password=g");
    expect(text).toBe("std failure: not allowed (9)");
  });

  it("ends the connection at a command before login, untagged", async () => {
    const guest = await visitor(await router({ users }));
    const [reply] = await guest.call("/ppp/secret/print", ".tag=5");
    expect(reply?.words).toEqual(["not logged in"]);
    await guest.untilClosed();
  });

  it("does not know the challenge any more", async () => {
    const guest = await visitor(await router({ users }));
    expect(await guest.trap("/login")).toBe("invalid user name or password (6)");
  });

  it("commands sent behind the login in the same packet wait for it", async () => {
    const simulator = await router({ users });
    simulator.faults.add({ kind: "latency", ms: 20, path: "/login" });
    const guest = await visitor(simulator);
    guest.send("/login", "=name=isp", "=password=secret");
    guest.send("/system/identity/print");
    await guest.until(() => guest.sentences.length === 3);
    expect(guest.sentences.map(({ word }) => word)).toEqual(["!done", "!re", "!done"]);
  });
});

describe("challenge login", () => {
  it("lets the right answer in and traps a wrong one with the old text", async () => {
    const guest = await visitor(await router({ users, loginStyle: "challenge" }));
    const [first] = await guest.call("/login");
    const challenge = first?.attributes.ret ?? "";
    expect(challenge).toMatch(/^[0-9a-f]{32}$/);
    const wrong = `=response=${answerTo(challenge, "guess")}`;
    expect(await guest.trap("/login", "=name=isp", wrong)).toBe("cannot log in");
    const [second] = await guest.call("/login");
    const right = `=response=${answerTo(second?.attributes.ret ?? "", "secret")}`;
    expect(await guest.trap("/login", "=name=isp", right)).toBeUndefined();
    expect(await guest.trap("/system/identity/print")).toBeUndefined();
  });

  it("takes a challenge for one answer only", async () => {
    const guest = await visitor(await router({ users, loginStyle: "both" }));
    const [first] = await guest.call("/login");
    const answer = `=response=${answerTo(first?.attributes.ret ?? "", "secret")}`;
    expect(await guest.trap("/login", "=name=isp", answer)).toBeUndefined();
    expect(await guest.trap("/login", "=name=isp", answer)).toBeDefined();
  });
});

describe("api-ssl", () => {
  it("without a certificate offers anonymous Diffie-Hellman and nothing else", async () => {
    const { tlsPort = 0 } = await router({ users, tlsPort: 0 });
    const open = async (ciphers?: string) => {
      const options = { maxVersion: "TLSv1.2", rejectUnauthorized: false, ciphers } as const;
      const socket = tls.connect({ port: tlsPort, host: "127.0.0.1", ...options });
      await once(socket, "secureConnect");
      return RawClient.open(tlsPort, socket);
    };
    const guest = await open("ADH-AES256-GCM-SHA384:ADH-AES128-SHA256:@SECLEVEL=0");
    expect(await guest.trap("/login", "=name=isp", "=password=secret")).toBeUndefined();
    expect(await guest.rows("/system/identity/print")).toEqual([{ name: "MikroTik" }]);
    guest.close();
    await expect(open()).rejects.toMatchObject({ code: expect.stringContaining("ALERT") });
  });
});

describe("sessions of the service", () => {
  it("accepts and closes without a byte beyond max-sessions, and again has room later", async () => {
    const simulator = await router({ maxSessions: 1 });
    const first = await client(simulator);
    const second = await visitor(simulator);
    await second.untilClosed();
    expect(second.received.length).toBe(0);
    first.close();
    await expect.poll(() => simulator.openConnections()).toBe(0);
    await client(simulator);
  });

  it("/quit ends with the text of real routers", async () => {
    const signedIn = await client(await router());
    const [reply] = await signedIn.call("/quit");
    expect(reply?.words).toEqual(["session terminated on request"]);
    await signedIn.untilClosed();
  });

  it("a reserved length closes the connection and harms nobody else", async () => {
    const simulator = await router();
    const [rude, polite] = [await client(simulator), await client(simulator)];
    rude.socket.write(Buffer.from([0xff, 1, 2, 3]));
    await rude.untilClosed();
    expect(await polite.trap("/system/identity/print")).toBeUndefined();
  });
});

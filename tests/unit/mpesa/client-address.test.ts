import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import {
  clientAddress,
  decodableUrl,
  normaliseAddress,
  peerHeader,
  prepareRequests,
} from "@/lib/http";

const seen: Headers[] = [];
const server = createServer((request, response) => {
  seen.push(toHeaders(request));
  response.end();
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => new Promise((done) => server.close(done)));

const toHeaders = (request: IncomingMessage) =>
  new Headers(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  );

async function headersFor(sent: Record<string, string>): Promise<Headers> {
  await fetch(url, { headers: sent });
  const headers = seen.at(-1);
  if (!headers) throw new Error("no request arrived");
  return headers;
}

describe("the address of a sender", () => {
  test("is unknown until the socket's address is noted, whatever the headers claim", async () => {
    const headers = await headersFor({ "x-forwarded-for": "196.201.214.200" });
    expect(peerHeader()).toBeUndefined();
    expect(clientAddress(headers, 0)).toBe("unknown");
  });

  test("without a proxy is the socket's: a forwarded address of the sender's own changes nothing", async () => {
    prepareRequests();
    const headers = await headersFor({ "x-forwarded-for": "196.201.214.200" });
    expect(clientAddress(headers, 0)).toBe("127.0.0.1");
  });

  test("behind one proxy is what that proxy saw, not what the client put before it", async () => {
    const headers = await headersFor({ "x-forwarded-for": "196.201.214.200, 41.90.1.2" });
    expect(clientAddress(headers, 1)).toBe("41.90.1.2");
    expect(clientAddress(headers, 2)).toBe("196.201.214.200");
  });

  test("cannot be set through the private header", async () => {
    const headers = await headersFor({ [peerHeader() ?? ""]: "196.201.214.200" });
    expect(clientAddress(headers, 0)).toBe("127.0.0.1");
  });
});

test.each([
  ["::ffff:127.0.0.1", "127.0.0.1"],
  ["10.0.0.1:4711", "10.0.0.1"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  [" 10.0.0.1 ", "10.0.0.1"],
  ["unknown", ""],
  ["<script>", ""],
])("the address %j is read as %j", (text, address) => {
  expect(normaliseAddress(text)).toBe(address);
});

test.each([
  ["/api/hooks/pay/stk/%zz", "/api/hooks/pay/stk/%25zz"],
  ["/a%ff?x=%zz", "/a%25ff?x=%zz"],
  ["/a%20b?x=1?y", "/a%20b?x=1?y"],
])("the URL %s can be decoded as %s", (url, repaired) => {
  expect(decodableUrl(url)).toBe(repaired);
});

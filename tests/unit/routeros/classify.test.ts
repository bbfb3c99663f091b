import { describe, expect, it } from "vitest";
import { RouterError } from "@/lib/routeros";
import { classifyTrap, isWrite, socketError, trapError } from "@/lib/routeros/classify";

const endpoint = { host: "10.0.0.1", port: 8728, transport: "plain", username: "isp" } as const;

describe("trap texts", () => {
  it.each([
    ["no such item", "no_such_item"],
    ["no such item (4)", "no_such_item"],
    ["no such command", "no_such_command"],
    ["no such command prefix", "no_such_command"],
    ["no such command or directory (secret)", "no_such_command"],
    ["unknown parameter numbers", "unknown_parameter"],
    ["input does not match any value of profile", "bad_reference"],
    ["ambiguous value of type, more than one possible value matches input", "invalid_value"],
    ["invalid value for argument address", "invalid_value"],
    ["value of port out of range (1..65535)", "invalid_value"],
    ["missing =name=", "invalid_value"],
    ["failure: secret with the same name already exists", "duplicate"],
    ["failure: already have such name", "duplicate"],
    ["failure: already have user with this name for this server", "duplicate"],
    ["failure: already have such entry", "duplicate"],
    ["failure: pool with such name exists", "duplicate"],
    ["failure: profile with the same name already exists", "duplicate"],
    ["failure: already have static lease with this IP address", "duplicate"],
    ["not enough permissions (9)", "not_enough_permissions"],
    ["std failure: not allowed (9)", "not_enough_permissions"],
    ["invalid user name or password (6)", "login_failed"],
    ["failure: can not change dynamic interface", "trap"],
    ["interrupted", "trap"],
    ["failure: something nobody has seen\nover two lines", "trap"],
  ])("%s is %s", (message, code) => {
    expect(classifyTrap(message)).toBe(code);
  });

  it("are judged by text, whatever the category says", () => {
    const state = { command: "/ppp/secret/set", write: true };
    expect(trapError({ category: 4, message: "no such item" }, state).code).toBe("no_such_item");
    expect(trapError({ message: "no such item" }, state).code).toBe("no_such_item");
  });

  it("make a write ambiguous and a read not: a trap is no proof that nothing changed", () => {
    const trap = { message: "failure: timeout" };
    expect(trapError(trap, { command: "/user/set", write: true }).ambiguous).toBe(true);
    expect(trapError(trap, { command: "/user/print", write: false }).ambiguous).toBe(false);
  });

  it("lose every secret on the way into an error", () => {
    const state = { command: "/ppp/secret/set", write: true, secrets: ["hunter2", ""] };
    const error = trapError({ message: "bad hunter2 and hunter2" }, state);
    expect(error.message + error.trap?.message).not.toContain("hunter2");
  });
});

describe("writes", () => {
  it.each([
    "/ppp/secret/add",
    "/ppp/secret/set",
    "/ppp/active/remove",
    "/ppp/secret/unset",
    "/system/reboot",
  ])("%s is one", (command) => expect(isWrite(command)).toBe(true));
  it.each(["/ppp/secret/print", "/login", "/cancel", "/interface/monitor-traffic"])(
    "%s is none",
    (command) => expect(isWrite(command)).toBe(false),
  );
});

describe("socket errors", () => {
  it.each([
    ["ECONNREFUSED", "refused", "Nothing answers at 10.0.0.1:8728: connection refused."],
    ["EHOSTUNREACH", "unreachable", "10.0.0.1:8728 cannot be reached: no route to the host."],
    ["ETIMEDOUT", "unreachable", "10.0.0.1:8728 cannot be reached: no answer."],
    ["ENOTFOUND", "unreachable", "this name does not exist"],
    ["ECONNRESET", "closed", "the connection was reset"],
    ["ESOMETHING", "unreachable", "ESOMETHING"],
  ])("%s is %s, in words for staff", (systemCode, code, words) => {
    const error = socketError(Object.assign(new Error("raw"), { code: systemCode }), endpoint);
    expect(error).toBeInstanceOf(RouterError);
    expect(error).toMatchObject({ code, retryable: true, ambiguous: false });
    expect(error.message).toContain(words);
  });

  it("tell a TLS failure from a network one", () => {
    const raw = Object.assign(new Error("raw"), { code: "ERR_SSL_WRONG_VERSION_NUMBER" });
    expect(socketError(raw, { ...endpoint, transport: "tls" })).toMatchObject({
      code: "tls_failed",
      retryable: false,
    });
  });
});

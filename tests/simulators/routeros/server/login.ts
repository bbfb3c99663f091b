import { createHash } from "node:crypto";
import { isAllowedFrom } from "../ppp/ranges";
import type { Command } from "../protocol/command";
import { randomBytes } from "../random";
import type { Router } from "../router";
import { Trap } from "../traps";
import type { SimulatedUser } from "../types";
import { has } from "./execute";

/** The fifth wrong password ends the connection. */
const MAX_FAILURES = 4;

export type LoginAnswer =
  | { kind: "user"; user: SimulatedUser }
  | { kind: "challenge"; challenge: string }
  | { kind: "trap"; trap: Trap }
  | { kind: "fatal"; message: string };

function md5Response(password: string, challenge: string): string {
  const hash = createHash("md5");
  hash.update(
    Buffer.concat([
      Buffer.from([0]),
      Buffer.from(password, "latin1"),
      Buffer.from(challenge, "hex"),
    ]),
  );
  return `00${hash.digest("hex")}`;
}

/** The sign-in of one connection, in the style that the router's release speaks. */
export class Login {
  #challenge = "";
  #failures = 0;

  constructor(
    readonly router: Router,
    /** The client's address. */
    readonly from: string,
  ) {}

  /** Judges one `/login` sentence. */
  attempt(command: Command): LoginAnswer {
    const { loginStyle } = { ...this.router.personality, ...this.#override() };
    const { attributes } = command;
    const asksForChallenge = !attributes.has("name") && !attributes.has("response");
    if (loginStyle !== "plain" && asksForChallenge) {
      this.#challenge = randomBytes(16, this.router.random).toString("hex");
      return { kind: "challenge", challenge: this.#challenge };
    }
    const plain = loginStyle !== "challenge" && attributes.has("password");
    const name = attributes.get("name") ?? "";
    const user = this.router.user(name);
    const accepted =
      user !== undefined &&
      isAllowedFrom(user.address, this.from) &&
      (plain
        ? user.password === attributes.get("password")
        : this.#answersChallenge(user, attributes.get("response")));
    if (!accepted) return this.#failed(name, loginStyle === "challenge");
    if (!has(user, "api")) {
      return { kind: "trap", trap: new Trap("std failure: not allowed (9)") };
    }
    this.router.note("system,info,account", `user ${name} logged in from ${this.from} via api`);
    return { kind: "user", user };
  }

  #override() {
    const { loginStyle } = this.router.options;
    return loginStyle === undefined ? {} : { loginStyle };
  }

  #answersChallenge(user: SimulatedUser, response: string | undefined): boolean {
    const challenge = this.#challenge;
    this.#challenge = "";
    return challenge !== "" && response === md5Response(user.password, challenge);
  }

  #failed(name: string, legacy: boolean): LoginAnswer {
    const text = `login failure for user ${name} from ${this.from} via api`;
    this.router.note("system,error,critical", text);
    this.#failures += 1;
    if (this.#failures > MAX_FAILURES) {
      return { kind: "fatal", message: "too many commands before login" };
    }
    const refusal = legacy ? "cannot log in" : "invalid user name or password (6)";
    return { kind: "trap", trap: new Trap(refusal) };
  }
}

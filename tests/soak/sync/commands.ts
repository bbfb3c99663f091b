import { insertCredential } from "@/tests/integration/sync/fixture";
import type { SweepUser, SweepWorld } from "./sweep-world";

/** One thing that becomes of a user; what stands before it is done and synced already. */
export interface SweepCommand {
  name: string;
  /** Not synced before: there is nothing on the router yet. */
  fresh?: true;
  /** Done and synced first. */
  prepare?: (world: SweepWorld, user: SweepUser) => Promise<unknown>;
  declare: (world: SweepWorld, user: SweepUser) => Promise<unknown>;
  /** The router whose commands are disturbed; the user's own if omitted. */
  on?: "away";
}

/** All that can become of a user (static users have no password). */
export const COMMANDS: readonly SweepCommand[] = [
  { name: "add", fresh: true, declare: async () => undefined },
  { name: "close", declare: (world, user) => world.setUser(user.id, { status: "closed" }) },
  {
    name: "delete",
    prepare: (world, user) => world.setUser(user.id, { status: "suspended" }),
    declare: (world, user) => world.setUser(user.id, { status: "closed" }),
  },
  {
    name: "rename",
    declare: (world, user) => world.setUser(user.id, { username: `${user.username}-new` }),
  },
  {
    name: "change package and speed",
    declare: (world, user) =>
      world.setUser(user.id, { packageId: world.packs[`${user.service} 20000`] }),
  },
  {
    name: "change password",
    declare: async (world, user) => {
      if (user.service !== "static") await insertCredential(world.db, user.id, 2, "pw2");
      await world.declare(user.id);
    },
  },
  { name: "run out of time", declare: (world, user) => world.cutOff(user.id) },
  { name: "suspend", declare: (world, user) => world.setUser(user.id, { status: "suspended" }) },
  {
    name: "resume",
    prepare: (world, user) => world.setUser(user.id, { status: "suspended" }),
    declare: (world, user) => world.setUser(user.id, { status: "active" }),
  },
  {
    name: "pay",
    prepare: (world, user) => world.cutOff(user.id),
    declare: (world, user) => world.letIn(user.id),
  },
  {
    name: "tie to another device",
    declare: (world, user) => world.setUser(user.id, { macAddress: "02:AA:BB:CC:DD:EE" }),
  },
  {
    name: "untie from a device",
    prepare: (world, user) => world.setUser(user.id, { macAddress: "02:AA:BB:CC:DD:EF" }),
    declare: (world, user) => world.setUser(user.id, { macAddress: null }),
  },
  {
    name: "change address",
    declare: (world, user) => world.setUser(user.id, { staticAddress: world.nextAddress() }),
  },
  { name: "move to another router", declare: (world, user) => world.moveTo(user) },
  {
    name: "arrive on another router",
    on: "away",
    declare: async (world, user) => {
      await world.moveTo(user);
      // An address leaves the old router first.
      if (user.service === "static") await world.pass(user);
    },
  },
];

import { failure, noMatch } from "../traps";
import type { Policy, RouterOsSimulatorOptions } from "../types";
import { bool, comment, duration, type Field, name, readOnly, reference, text } from "./fields";
import { allowedFrom } from "./fields-of-networks";
import { type StoredRow, type TableSpec, uniqueBy } from "./spec";
import type { Table } from "./table";

/** In the order in which routers show them; those that a group lacks follow with a `!`. */
const POLICIES: readonly string[] = [
  ...["local", "telnet", "ssh", "ftp", "reboot", "read", "write", "policy", "test", "winbox"],
  ...["password", "web", "sniff", "sensitive", "api", "romon", "rest-api"],
];

/** `read,write` reads back as every policy, granted ones first. */
const policyList: Field = {
  parse: (value, field) => {
    const words = value === "" ? [] : value.split(",");
    if (words.some((word) => !POLICIES.includes(word.replace(/^!/, "")))) throw noMatch(field);
    return policyText((policy) => words.includes(policy));
  },
  default: "",
};

function policyText(isGranted: (policy: string) => boolean): string {
  const denied = POLICIES.filter((policy) => !isGranted(policy)).map((policy) => `!${policy}`);
  return [...POLICIES.filter(isGranted), ...denied].join(",");
}

const READERS = new Set(POLICIES.filter((policy) => !["ftp", "write", "policy"].includes(policy)));

const BUILT_IN_GROUPS: StoredRow[] = [
  { id: "*1", fields: { name: "read", policy: policyText((policy) => READERS.has(policy)) } },
  {
    id: "*2",
    fields: { name: "write", policy: policyText((policy) => !["ftp", "policy"].includes(policy)) },
  },
  { id: "*3", fields: { name: "full", policy: policyText(() => true) } },
];

/** A user of the options who may not do everything has a group of this name. */
const groupOf = (user: string) => `group-of-${user}`;

type OptionUser = NonNullable<RouterOsSimulatorOptions["users"]>[number];

export const userGroup: TableSpec = {
  path: "/user/group",
  verbs: ["add", "set", "remove"],
  writesNeed: "policy",
  key: "name",
  unique: [uniqueBy("group with the same name already exists", "name")],
  fields: {
    name: name(),
    policy: policyList,
    skin: text({ default: "default" }),
    comment: comment({ removable: false }),
  },
  factory: ({ users }) => {
    const limited = users.filter((user) => user.policies);
    const groups = limited.map(({ name: user, policies: granted = [] }, index) => ({
      id: `*${(BUILT_IN_GROUPS.length + 1 + index).toString(16).toUpperCase()}`,
      fields: {
        name: groupOf(user),
        policy: policyText((policy) => granted.includes(policy as Policy)),
      },
    }));
    return [...BUILT_IN_GROUPS, ...groups];
  },
  guardRemove: ({ id }, facts) => {
    const members = facts.requireTable("/user").rows();
    if (members.some(({ fields }) => fields.group === id)) throw failure("group is in use");
  },
};

export const user: TableSpec = {
  path: "/user",
  verbs: ["add", "set", "remove", "enable", "disable"],
  writesNeed: "policy",
  key: "name",
  unique: [uniqueBy("user with the same name already exists", "name")],
  fields: {
    name: name(),
    group: reference("/user/group", { required: true }),
    address: allowedFrom({ default: "" }),
    password: text({ default: "", hidden: true }),
    "last-logged-in": readOnly(),
    "inactivity-timeout": duration({ since: 7000, default: "10m" }),
    "inactivity-policy": text({ since: 7000, default: "none" }),
    expired: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
  factory: ({ users }) =>
    users.map((one, index) => ({
      id: `*${(index + 1).toString(16).toUpperCase()}`,
      fields: userFields(one, users),
    })),
};

/** What `/user` holds of a user of the options, in stored form. */
function userFields(one: OptionUser, users: readonly OptionUser[]): Record<string, string> {
  const limited = users.filter((other) => other.policies);
  const index = limited.findIndex((other) => other.name === one.name);
  const group = BUILT_IN_GROUPS.length + (index < 0 ? 0 : index + 1);
  return {
    name: one.name,
    password: one.password,
    group: `*${group.toString(16).toUpperCase()}`,
  };
}

/** Gives a user of the options the password and, if he is new, the group of the options. */
export function letIn(users: Table, groups: Table, { name, password, policies }: OptionUser): void {
  const row = users.find(name);
  if (row) {
    users.amend(row, { ...row.fields, password, disabled: "false" });
    return;
  }
  const group = policies ? groupOf(name) : "full";
  if (policies && !groups.find(group)) groups.add({ name: group, policy: policies.join(",") });
  users.add({ name, password, group });
}

/** The policies that a group's field grants. */
export function granted(policy: string): Policy[] {
  return policy.split(",").filter((word) => word !== "" && !word.startsWith("!")) as Policy[];
}

import { parseDuration } from "../duration";
import { bool, comment, duration, live, name, readOnly, text } from "./fields";
import { type RouterFacts, type StoredRow, type TableSpec, uniqueBy } from "./spec";

const EVERY_POLICY = "ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon";

/** How often the event has come since it was made, and milliseconds until it comes again. */
function runs({ fields, addedAt }: StoredRow, facts: RouterFacts) {
  const interval = parseDuration(fields.interval ?? "0s") ?? 0;
  const passed = facts.now() - (addedAt ?? facts.bootedAt);
  if (interval === 0 || fields.disabled === "true") return undefined;
  return { count: Math.floor(passed / interval), nextInMs: interval - (passed % interval) };
}

/** Events are kept and counted; what they would do is not done. */
export const scheduler: TableSpec = {
  path: "/system/scheduler",
  verbs: ["add", "set", "remove", "enable", "disable"],
  key: "name",
  autoName: "schedule",
  unique: [uniqueBy("item with the same name already exists", "name")],
  fields: {
    name: name(),
    "start-date": text(),
    "start-time": text(),
    interval: duration({ default: "0s" }),
    "on-event": text({ default: "" }),
    owner: readOnly({ default: "admin" }),
    policy: text({ default: EVERY_POLICY }),
    "run-count": live(),
    "next-run": live(),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
  // Without a start the event begins when it is made.
  settle: ({ fields }, facts) => {
    const [date = "", time = ""] = facts.personality.timestamp(facts.localTime).split(" ");
    fields["start-date"] ??= date;
    fields["start-time"] ??= time;
  },
  computed: (row, facts) => {
    const seen = runs(row, facts);
    if (!seen) return { "run-count": "0" };
    const next = new Date(facts.localTime.getTime() + seen.nextInMs);
    return { "run-count": `${seen.count}`, "next-run": facts.personality.timestamp(next) };
  },
};

/** One sentence from a client, taken apart. All texts are byte strings. */
export interface Command {
  /** The command word, e.g. `/ppp/secret/print`. */
  path: string;
  menu: string;
  verb: string;
  /** `=name=value` words; `=!name=` keeps its mark. The last of two equal names wins. */
  attributes: Map<string, string>;
  /** `?…` words in order, without the question mark. */
  queries: string[];
  tag?: string;
  /** Everything after the command word but the tag. */
  words: string[];
}

const WRITING_VERBS = new Set([
  ...["add", "set", "remove", "unset", "enable", "disable", "move"],
  ...["make-static", "make-binding", "reset-counters", "sign"],
]);
/** Commands whose verb alone does not tell. */
const WRITING_PATHS = new Set(["/system/reboot", "/ip/hotspot/active/login"]);

/** Takes a non-empty sentence apart (RouterOS docs, "API attribute words"). */
export function parseCommand(sentence: readonly string[]): Command {
  const [path = "", ...rest] = sentence;
  const slash = path.lastIndexOf("/");
  const command: Command = {
    path,
    menu: path.slice(0, Math.max(slash, 0)),
    verb: path.slice(slash + 1),
    attributes: new Map(),
    queries: [],
    words: [],
  };
  for (const word of rest) takeWord(command, word);
  return command;
}

function takeWord(command: Command, word: string): void {
  if (word.startsWith(".tag=")) {
    command.tag = word.slice(5);
    return;
  }
  command.words.push(word);
  if (word.startsWith("?")) command.queries.push(word.slice(1));
  // Old clients write `.proplist=…` in the form of an API attribute, like the tag.
  const attribute = /^=?([^=]+)(?:=([\s\S]*))?$/.exec(word);
  if (!attribute || !/^[=.]/.test(word)) return;
  command.attributes.set(attribute[1] ?? "", attribute[2] ?? "");
}

/** Whether the command would change the router. */
export function isWrite(command: Command): boolean {
  return WRITING_VERBS.has(command.verb) || WRITING_PATHS.has(command.path);
}

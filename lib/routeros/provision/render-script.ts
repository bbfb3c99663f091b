import { sharedTagOf } from "../../sync/ownership";
import type { Resource } from "../../sync/resource";
import { tables } from "../tables";
import { quote } from "./quote";
import { assignments, ensure } from "./statements";

/** What the engine needs of a router's API user, and no more. */
export const API_POLICIES = ["api", "read", "write", "sensitive", "test"] as const;
const GROUP = "isp-manager";
const CERTIFICATE = "isp-api-ssl";
const CERTIFICATE_DAYS = "3650";
const SIGN_SECONDS = 90;

export interface ScriptInput {
  release: "v6" | "v7";
  installationId: string;
  routerName: string;
  /** Where this server is, as the router sees it: an address or a prefix. */
  serverAddress: string;
  transport: "plain" | "tls";
  port: number;
  username: string;
  password: string;
  /** What the engine keeps on the router as a whole, in the order in which rules must stand. */
  resources?: readonly Resource[];
}

type Section = [title: string, lines: string[]];

/**
 * The set-up of a router as a RouterOS script: API group and user, certificate, service, firewall, and the rows that
 * the engine keeps on every router. Holds the password. Pure. Each statement looks before it adds, so that running it
 * twice is running it once; each section is a block of its own, since a console refuses a block whole when it does not
 * know one of its menus.
 */
export function renderScript(input: ScriptInput): string {
  const sections: Section[] = [
    ["A group with what is needed and no more", group()],
    ["The API user, from this server's address only", user(input)],
    ...(input.transport === "tls" ? [certificateSection(input)] : []),
    ["The API service, for this server only", service(input)],
    ["The firewall lets this server in", firewall(input)],
    ...(input.resources ?? []).map((resource) => resourceSection(input, resource)),
    ["Done", [`:put ${quote("Ready: press Test connection in ISP Manager.")}`]],
  ];
  const blocks = sections.flatMap(([title, lines]) => [
    "",
    `# ${title}`,
    "{",
    ...lines.map(indent),
    "}",
  ]);
  return `${[...head(input), ...blocks].join("\n")}\n`;
}

const indent = (line: string) => `  ${line}`;

const head = ({ routerName, release }: ScriptInput): string[] => [
  `# Set-up of ${asciiOf(routerName)} for RouterOS ${release === "v6" ? "6" : "7"}. Safe to run twice.`,
  "# It holds a password: do not keep it.",
];

/** Comments end with their line, and some consoles know ASCII only. */
const asciiOf = (text: string): string => text.normalize("NFKD").replace(/[^ -~]/g, "");

const markOf = ({ installationId }: ScriptInput) => sharedTagOf(installationId);

const group = (): string[] =>
  ensure({
    menu: "/user group",
    known: { name: GROUP },
    values: { policy: API_POLICIES.join(",") },
  });

function user(input: ScriptInput): string[] {
  const { username, password, serverAddress } = input;
  return ensure({
    menu: "/user",
    known: { name: username },
    values: {
      group: GROUP,
      password,
      address: serverAddress,
      comment: `${markOf(input)} api-user`,
    },
    only: {
      field: "group",
      value: GROUP,
      otherwise: `There is a user ${username} in another group. Choose another API user, or remove that one.`,
    },
  });
}

/** Signed by itself, since the app pins its fingerprint. Small routers take a minute to make the key. */
function certificateSection({ routerName }: ScriptInput): Section {
  const found = `[/certificate find where name=${quote(CERTIFICATE)}]`;
  const words = assignments({
    name: CERTIFICATE,
    "common-name": asciiOf(routerName).trim() || "router",
    "days-valid": CERTIFICATE_DAYS,
    "key-size": "2048",
    "key-usage": "digital-signature,key-encipherment,tls-server",
  });
  const lines = [
    `:if ([:len ${found}] = 0) do={`,
    `  /certificate add ${words}`,
    `  /certificate sign ${found}`,
    "  :local waited 0",
    `  :while (([:len [/certificate get ${found} fingerprint]] = 0) && ($waited < ${SIGN_SECONDS})) do={`,
    "    :delay 1s",
    "    :set waited ($waited + 1)",
    "  }",
    "}",
  ];
  return ["A certificate of the router's own", lines];
}

/** Services are there on every router: there is nothing to add. Version 6 has no choice of TLS versions everywhere. */
function service({ transport, port, serverAddress, release }: ScriptInput): string[] {
  const tls = transport === "tls";
  const words = assignments({
    ...(tls && { certificate: CERTIFICATE }),
    ...(tls && release === "v7" && { "tls-version": "only-1.2" }),
    address: serverAddress,
    port: String(port),
    disabled: "no",
  });
  return [`/ip service set ${tls ? "api-ssl" : "api"} ${words}`];
}

function firewall(input: ScriptInput): string[] {
  const { serverAddress, port } = input;
  return ensure({
    menu: menuOf("/ip/firewall/filter"),
    known: { comment: `${markOf(input)} api-access` },
    values: {
      chain: "input",
      action: "accept",
      protocol: "tcp",
      "src-address": serverAddress,
      "dst-port": String(port),
      disabled: "no",
    },
    before: { chain: "input", mark: markOf(input) },
  });
}

/** Rules are known by their comment; pools and their like by name. */
function resourceSection(input: ScriptInput, { kind, name, fields }: Resource): Section {
  const { path } = tables[kind];
  const { comment, ...values } = fields;
  const isRule = comment?.startsWith(`${markOf(input)} `);
  const { chain } = values;
  const lines = ensure({
    menu: menuOf(path),
    known: isRule ? { comment: comment ?? "" } : { name },
    values: isRule || comment === undefined ? values : { ...values, comment },
    addOnly: !isRule,
    ...(chain && { before: { chain, mark: markOf(input) } }),
  });
  return [`${kind} ${name}`, lines];
}

/** `/ip/firewall/filter` as version 6 writes it, which version 7 takes too. */
const menuOf = (path: string): string => `/${path.slice(1).replaceAll("/", " ")}`;

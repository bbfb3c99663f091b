import type { Intent } from "../intent";
import type { Resource, ResourceKind } from "../resource";
import { defaultStaticSettings, type StaticSettings } from "../router-settings";
import { isOpen, isWalled, ratesOf } from "./access";
import { userComment } from "./comment";
import type { CompileContext } from "./context";
import { queueRates } from "./rates";

const NETWATCH_INTERVAL = "10s";

/** What the rows of one address are made from. */
interface Parts {
  intent: Intent;
  context: CompileContext;
  settings: StaticSettings;
  address: string;
  /** Access is off and the router takes it away by disabling rows. */
  disabled: "true" | "false";
}

/**
 * Queue, address-list entry, IP binding, netwatch, ARP entry and DHCP lease of a static address, as the router uses
 * them. What it does not use must not be there either: somebody may just have switched it off.
 */
export function compileStatic(intent: Intent, context: CompileContext): Resource[] {
  const settings = cutOffBy(context.settings.static ?? defaultStaticSettings);
  const off = !isOpen(intent, context) && settings.cutOff === "disable";
  const address = intent.address.fixed ?? "";
  const parts = { intent, context, settings, address, disabled: off ? "true" : "false" } as const;
  const rows = [queueOf, listEntryOf, bindingOf, arpOf, leaseOf, netwatchOf].map((row) =>
    row(parts),
  );
  // An address is what all of this hangs on.
  const gone = intent.presence === "absent" || address === "";
  const stays = ({ kind }: Resource) => kind === "address-list" && keepsOut(parts);
  return gone ? rows.map((row) => (stays(row) ? row : absent(row.kind, row.name))) : rows;
}

/** Without a binding an address that is on no list passes, and without a queue at full speed. */
const keepsOut = ({ intent, settings }: Parts): boolean =>
  intent.keptOut === true && !settings.hotspotBinding;

/** Without a binding there is nothing whose disabling would keep anybody out: a disabled queue alone sets speed free. */
const cutOffBy = (settings: StaticSettings): StaticSettings =>
  settings.hotspotBinding ? settings : { ...settings, cutOff: "list" };

const absent = (kind: ResourceKind, name: string): Resource => ({
  kind,
  name,
  ensure: "absent",
  fields: {},
});

const present = (
  { intent, context }: Parts,
  kind: ResourceKind,
  name: string,
  fields: Record<string, string>,
): Resource => ({
  kind,
  name,
  ensure: "present",
  fields: { ...fields, comment: userComment(intent, context) },
});

function queueOf(parts: Parts): Resource {
  const { intent, context, settings, address, disabled } = parts;
  return present(parts, "queue", intent.username, {
    target: `${address}/32`,
    parent: settings.parentQueue,
    ...queueRates(ratesOf(intent, context)),
    disabled,
  });
}

/** Only who is kept out or held at the pay page stands on a list; the entry of who paid sleeps. */
function listEntryOf(parts: Parts): Resource {
  const { intent, context, settings, address } = parts;
  const walled = isWalled(intent, context);
  const list = walled ? context.settings.walledAddressList : settings.blockedAddressList;
  const name = `${list} ${address}`;
  const listed = walled || (intent.access !== "on" && settings.cutOff === "list");
  if (!listed) return { kind: "address-list", name, ensure: "dormant", fields: {} };
  return present(parts, "address-list", name, { list, address, disabled: "false" });
}

function bindingOf(parts: Parts): Resource {
  const { intent, context, settings, address, disabled } = parts;
  if (!settings.hotspotBinding) return absent("ip-binding", address);
  const blocked = !isOpen(intent, context) && settings.cutOff === "list";
  return present(parts, "ip-binding", address, {
    address,
    "mac-address": intent.address.mac ?? "",
    type: blocked ? "blocked" : "bypassed",
    disabled,
  });
}

function arpOf(parts: Parts): Resource {
  const { intent, settings, address, disabled } = parts;
  const { mac } = intent.address;
  if (settings.arpInterface === "" || !mac) return absent("arp", address);
  const fields = { address, "mac-address": mac, interface: settings.arpInterface, disabled };
  return present(parts, "arp", address, fields);
}

function leaseOf(parts: Parts): Resource {
  const { intent, settings, address, disabled } = parts;
  const { mac } = intent.address;
  if (settings.dhcpServer === "" || !mac) return absent("lease", address);
  const fields = { address, "mac-address": mac, server: settings.dhcpServer, disabled };
  return present(parts, "lease", address, fields);
}

function netwatchOf(parts: Parts): Resource {
  const { settings, address } = parts;
  if (!settings.netwatch) return absent("netwatch", address);
  const fields = { host: address, interval: NETWATCH_INTERVAL, disabled: "false" };
  return present(parts, "netwatch", address, fields);
}

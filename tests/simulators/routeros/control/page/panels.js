import { actions, afterwards, button, call, element, mono, pill, row, say, table } from "./dom.js";

function duration(seconds) {
  const parts = [
    [86400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ];
  let rest = seconds;
  const words = parts.flatMap(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count ? [`${count}${unit}`] : [];
  });
  return words.slice(0, 2).join(" ") || "0s";
}

function profileChoice(router, secret) {
  const names = router.profiles.map(({ name }) => name);
  if (!names.includes(secret.profile)) names.unshift(secret.profile);
  const select = element("select", { ariaLabel: `Profile of ${secret.name}` });
  for (const name of names) {
    select.append(element("option", { textContent: name, selected: name === secret.profile }));
  }
  select.addEventListener("change", async () => {
    const body = { path: "/ppp/secret", id: secret[".id"], fields: { profile: select.value } };
    select.blur();
    try {
      await call("PATCH", `/${router.id}/rows`, body);
      say(`${secret.name} was given profile ${body.fields.profile} by hand`);
    } catch (error) {
      say(error.message);
    }
    await afterwards.refresh();
  });
  return select;
}

function secretRow(router, secret) {
  const at = `/${router.id}/rows`;
  const target = { path: "/ppp/secret", id: secret[".id"] };
  const isDisabled = secret.disabled === "true";
  const toggle = async () => {
    await call("PATCH", at, { ...target, fields: { disabled: isDisabled ? "no" : "yes" } });
    return `${secret.name} was ${isDisabled ? "enabled" : "disabled"} by hand`;
  };
  const remove = async () => {
    await call("DELETE", at, target);
    return `The secret of ${secret.name} was deleted by hand`;
  };
  return row(
    mono(secret.name),
    profileChoice(router, secret),
    isDisabled ? pill("disabled", "warn") : pill("enabled", "good"),
    mono(secret.comment),
    actions(
      button(isDisabled ? "Enable" : "Disable", toggle),
      button("Delete secret", remove, "danger"),
    ),
  );
}

function sessionRow(router, session) {
  const kick = async () => {
    await call("POST", `/${router.id}/kick`, { name: session.name });
    return `${session.name} was kicked`;
  };
  return row(
    mono(session.name),
    mono(session.address),
    session.profile,
    mono(session.rateLimit ?? "no limit"),
    duration(session.uptimeSeconds),
    actions(button("Kick", kick)),
  );
}

function cpeRow(router, cpe) {
  const retype = async () => {
    await call("POST", `/${router.id}/retype-password`, { name: cpe.name });
    return `${cpe.name} typed in the router's present password`;
  };
  const unplug = () =>
    call("DELETE", `/${router.id}/cpes/${encodeURIComponent(cpe.name)}`).then(
      () => `${cpe.name} was unplugged`,
    );
  const isOnline = cpe.state === "online";
  return row(
    mono(cpe.name),
    isOnline ? pill("online", "good") : pill(cpe.lastFailure ?? "dialling", "bad"),
    actions(isOnline ? null : button("Retype password", retype), button("Unplug", unplug)),
  );
}

const TONES = { done: "good", trap: "bad", fatal: "bad", cut: "bad" };

function commandRow(command) {
  const path = mono(command.path);
  if (command.write) path.classList.add("write");
  const words = element("td", { className: "words mono", textContent: command.words.join("  ") });
  const outcome = command.message ?? command.outcome ?? "running";
  return row(
    mono(new Date(command.at).toLocaleTimeString()),
    path,
    words,
    pill(outcome, TONES[command.outcome] ?? "warn"),
  );
}

function some(list, heads, render, empty, { total = list.length, className } = {}) {
  if (list.length === 0) return element("p", { className: "empty", textContent: empty });
  const body = table(heads, list.map(render), className);
  if (total <= list.length) return body;
  const more = `… and ${total - list.length} more`;
  return element("div", {}, body, element("p", { className: "empty", textContent: more }));
}

export const PANELS = [
  {
    title: "PPP secrets",
    wide: true,
    data: ({ secrets, profiles, counts }) => [
      secrets,
      counts.secrets,
      profiles.map(({ name }) => name),
    ],
    draw: (router) =>
      some(
        router.secrets,
        ["Name", "Profile", "State", "Comment", ""],
        (secret) => secretRow(router, secret),
        "No secrets yet: they appear when a user is added to this router.",
        { total: router.counts.secrets },
      ),
  },
  {
    title: "Active sessions",
    data: ({ sessions }) => sessions,
    draw: (router) =>
      some(
        router.sessions,
        ["Name", "Address", "Profile", "Rate up/down", "Up", ""],
        (session) => sessionRow(router, session),
        "Nobody is online.",
        { total: router.counts.sessions },
      ),
  },
  {
    title: "Customers' equipment",
    data: ({ cpes }) => cpes.map(({ name, state, lastFailure }) => [name, state, lastFailure]),
    draw: (router) =>
      some(
        router.cpes,
        ["Name", "State", ""],
        (cpe) => cpeRow(router, cpe),
        "No equipment is plugged in.",
        { total: router.counts.cpes },
      ),
  },
  {
    title: "Profiles",
    wide: true,
    data: ({ profiles }) => profiles,
    draw: (router) =>
      some(
        router.profiles,
        ["Name", "Rate up/down", "Remote address", "Comment"],
        (profile) =>
          row(
            mono(profile.name),
            mono(profile["rate-limit"]),
            mono(profile["remote-address"]),
            mono(profile.comment),
          ),
        "",
      ),
  },
  {
    title: "Last commands (writes in colour)",
    wide: true,
    data: ({ commands }) => commands,
    draw: (router) =>
      some(router.commands, ["Time", "Command", "Words", "Outcome"], commandRow, "None.", {
        className: "commands",
      }),
  },
];

export function bar(router) {
  const facts = [
    `RouterOS ${router.version}`,
    `${router.host}:${router.port}`,
    router.serial,
    `${router.openConnections} connections`,
    `${router.writes} writes`,
  ].filter(Boolean);
  const toggle = async () => {
    await call("POST", `/${router.id}/down`, { down: !router.isDown });
    return `${router.identity} is ${router.isDown ? "reachable again" : "unreachable"}`;
  };
  const reboot = async () => {
    await call("POST", `/${router.id}/reboot`, {});
    return `${router.identity} was rebooted`;
  };
  return element(
    "div",
    { className: "bar" },
    element("h2", { textContent: router.identity }),
    router.isDown ? pill("unreachable", "bad") : pill("reachable", "good"),
    element("span", { className: "facts", textContent: facts.join(" · ") }),
    element(
      "div",
      { className: "actions" },
      button(router.isDown ? "Router up" : "Router down", toggle, router.isDown ? "" : "danger"),
      button("Reboot", reboot),
    ),
  );
}

import { afterwards, call, element, say } from "./dom.js";
import { bar, PANELS } from "./panels.js";

const REFRESH_MS = 1000;

const main = document.querySelector("#routers");

/** Panels by router and title, each with the JSON that it shows. */
const panels = new Map();

/** Redraws a part only if what it shows has changed and nobody is choosing in it. */
function update(key, shown, draw) {
  const known = panels.get(key);
  const json = JSON.stringify(shown);
  const isInUse = document.activeElement?.tagName === "SELECT";
  if (!known || known.json === json || (isInUse && known.node.contains(document.activeElement))) {
    return known?.node;
  }
  known.json = json;
  known.node.replaceChildren(draw());
  return known.node;
}

function create(router) {
  const barNode = element("div");
  panels.set(`${router.id} bar`, { node: barNode });
  const list = PANELS.map(({ title, wide }) => {
    const body = element("div");
    panels.set(`${router.id} ${title}`, { node: body });
    const className = wide ? "panel wide" : "panel";
    return element("section", { className }, element("h3", { textContent: title }), body);
  });
  main.append(
    element(
      "article",
      { className: "router" },
      barNode,
      element("div", { className: "panels" }, ...list),
    ),
  );
}

async function refresh() {
  try {
    const routers = await call("GET", "");
    for (const { id } of routers) {
      const router = await call("GET", `/${encodeURIComponent(id)}`);
      if (!panels.has(`${id} bar`)) create(router);
      const { openConnections, writes, isDown, identity } = router;
      update(`${id} bar`, [openConnections, writes, isDown, identity], () => bar(router));
      for (const { title, data, draw } of PANELS) {
        update(`${id} ${title}`, data(router), () => draw(router));
      }
    }
  } catch {
    say("The simulator does not answer.");
  }
}

async function loop() {
  await refresh();
  setTimeout(loop, REFRESH_MS);
}

afterwards.refresh = refresh;
await loop();

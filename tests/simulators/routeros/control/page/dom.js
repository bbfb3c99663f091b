const notice = document.querySelector("#notice");

/** Called after every action of a person. */
export const afterwards = { refresh: async () => {} };

export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

export async function call(method, path, body) {
  const response = await fetch(`/_sim/routers${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export function say(text) {
  notice.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => {
    notice.textContent = "";
  }, 4000);
}

export function button(label, action, className = "") {
  const node = element("button", { type: "button", textContent: label, className });
  node.addEventListener("click", async () => {
    try {
      const done = await action();
      if (typeof done === "string") say(done);
    } catch (error) {
      say(error.message);
    }
    await afterwards.refresh();
  });
  return node;
}

export function table(heads, rows, className = "") {
  return element(
    "table",
    { className },
    element(
      "thead",
      {},
      element("tr", {}, ...heads.map((head) => element("th", { textContent: head }))),
    ),
    element("tbody", {}, ...rows),
  );
}

export function row(...cells) {
  return element(
    "tr",
    {},
    ...cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : element("td", {}, cell))),
  );
}

export const mono = (text) => element("span", { className: "mono", textContent: text ?? "" });
export const pill = (text, tone) =>
  element("span", { className: `pill ${tone}`, textContent: text });
export const actions = (...buttons) => element("div", { className: "row-actions" }, ...buttons);

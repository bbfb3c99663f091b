// The demo phone. Texts come from outside: they are set as text, never as HTML.

const byId = (id) => document.getElementById(id);
const ui = {
  picker: byId("picker"),
  elsewhere: byId("elsewhere"),
  whose: byId("whose"),
  messages: byId("messages"),
  empty: byId("empty"),
  veil: byId("veil"),
  prompt: byId("prompt"),
  promptText: byId("prompt-text"),
  promptError: byId("prompt-error"),
  pin: byId("pin"),
  toast: byId("toast"),
  paybill: byId("paybill-view"),
  paybillError: byId("paybill-error"),
};

const time = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Africa/Nairobi",
  hour: "2-digit",
  minute: "2-digit",
});
const TOAST_MS = 4_000;

let snapshot = null;
let stream = null;
let shownPrompt = null;
let toastTimer = 0;

/** +254 712 345 678 */
function spaced(msisdn) {
  return `+${msisdn.replace(/^(\d{3})(\d{3})(\d{3})(\d{3})$/, "$1 $2 $3 $4")}`;
}

/** 0712…, +254712… and 712… as 254712…; null for what is no Kenyan mobile. */
function normalise(text) {
  const digits = text.replace(/\D/g, "").replace(/^0/, "").replace(/^254/, "");
  return /^[17]\d{8}$/.test(digits) ? `254${digits}` : null;
}

function chosen() {
  return normalise(new URLSearchParams(location.search).get("msisdn") ?? "");
}

function choose(msisdn) {
  const url = new URL(location.href);
  url.searchParams.set("msisdn", msisdn);
  history.replaceState(null, "", url);
  ui.messages.replaceChildren();
  snapshot = null;
  return listen();
}

function listen() {
  stream?.close();
  const msisdn = chosen();
  stream = new EventSource(`/api/events${msisdn ? `?msisdn=${msisdn}` : ""}`);
  stream.addEventListener("message", (event) => render(JSON.parse(event.data)));
}

function render(next) {
  // Nobody chose a phone: the first that is asked to pay becomes the one shown, and stays.
  if (!chosen() && next.prompt) return choose(next.msisdn);
  const before = snapshot;
  snapshot = next;
  renderPicker(next);
  ui.whose.textContent = next.msisdn ? spaced(next.msisdn) : "No phone yet";
  renderMessages(next.messages);
  renderPrompt(next.prompt);
  const ended = next.lastEnd;
  if (before && before.msisdn === next.msisdn && ended && ended.id !== before.lastEnd?.id) {
    toast(ended.text);
  }
  const { paybill } = ui.paybill.elements;
  if (paybill.value === "") paybill.value = next.business.shortcode;
}

function renderPicker({ phones, msisdn }) {
  const options = phones.map((phone) => {
    const name = phone.name ? `${phone.name}, ${spaced(phone.msisdn)}` : spaced(phone.msisdn);
    return new Option(name, phone.msisdn, false, phone.msisdn === msisdn);
  });
  if (options.length === 0) options.push(new Option("No number seen yet", ""));
  const signature = options.map((one) => `${one.text}${one.selected}`).join();
  if (ui.picker.dataset.signature !== signature) ui.picker.replaceChildren(...options);
  ui.picker.dataset.signature = signature;
  const other = phones.find((phone) => phone.hasPrompt && phone.msisdn !== msisdn);
  ui.elsewhere.hidden = !other;
  if (other) {
    ui.elsewhere.textContent = `A payment prompt waits on ${other.name ?? spaced(other.msisdn)}. Show it`;
    ui.elsewhere.dataset.msisdn = other.msisdn;
  }
}

function renderMessages(messages) {
  ui.empty.hidden = messages.length > 0;
  const there = new Set([...ui.messages.children].map((item) => item.dataset.id));
  const wanted = new Set(messages.map((one) => one.id));
  for (const item of [...ui.messages.children]) if (!wanted.has(item.dataset.id)) item.remove();
  const fresh = messages.filter((one) => !there.has(one.id));
  for (const message of fresh) ui.messages.append(bubble(message));
  if (fresh.length > 0) ui.messages.lastElementChild.scrollIntoView({ block: "end" });
}

function bubble(message) {
  const item = document.createElement("li");
  item.dataset.id = message.id;
  item.className = message.from === "MPESA" ? "from-mpesa" : "";
  const from = document.createElement("p");
  from.className = "from";
  const name = document.createElement("b");
  name.textContent = message.from;
  const at = document.createElement("time");
  at.dateTime = message.at;
  at.textContent = time.format(new Date(message.at));
  from.append(name, at);
  const text = document.createElement("p");
  text.className = "bubble";
  text.textContent = message.text;
  item.append(from, text);
  return item;
}

function renderPrompt(prompt) {
  if (prompt?.id === shownPrompt?.id) return;
  shownPrompt = prompt;
  ui.veil.hidden = !prompt;
  setBehind(Boolean(prompt));
  if (!prompt) return;
  ui.promptText.textContent = prompt.text;
  ui.promptError.textContent = "";
  ui.pin.value = "";
  setBusy(false);
  tick();
  ui.pin.focus();
}

/** What lies behind the prompt cannot be reached by keyboard or screen reader. */
function setBehind(inert) {
  for (const part of document.querySelectorAll(".title, .view, .tabs")) part.inert = inert;
}

function setBusy(busy) {
  for (const button of ui.prompt.querySelectorAll("button")) button.disabled = busy;
}

function tick() {
  byId("clock").textContent = time.format(new Date());
  if (!shownPrompt) return;
  const end = Date.parse(shownPrompt.expiresAt);
  const whole = end - Date.parse(shownPrompt.openedAt);
  const left = Math.max(end - Date.now(), 0);
  const seconds = Math.ceil(left / 1_000);
  byId("countdown").textContent =
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  byId("meter").style.transform = `scaleX(${left / whole})`;
}

function toast(text) {
  ui.toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    ui.toast.textContent = "";
  }, TOAST_MS);
}

/** POSTs JSON; returns null when it went well, else the sentence to show. */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.ok ? null : (await response.json()).error;
  } catch {
    return "The simulator does not answer.";
  }
}

async function answerPrompt(action, body) {
  if (!shownPrompt) return;
  setBusy(true);
  const problem = await post(`/api/prompts/${shownPrompt.id}/${action}`, body);
  if (!problem) return;
  ui.promptError.textContent = problem;
  setBusy(false);
}

function sendPin() {
  if (!/^\d{4}$/.test(ui.pin.value)) {
    ui.promptError.textContent = "Enter the 4 digits of your PIN.";
    ui.pin.focus();
    return undefined;
  }
  return answerPrompt("pin", { pin: ui.pin.value });
}

async function payBill() {
  const { paybill, account, amount } = ui.paybill.elements;
  const problem = paybillProblem(account.value, Number(amount.value));
  ui.paybillError.textContent = problem ?? "";
  if (problem) return;
  const failed = await post("/api/paybill", {
    msisdn: snapshot.msisdn,
    paybill: paybill.value,
    account: account.value,
    amount: Number(amount.value),
  });
  ui.paybillError.textContent = failed ?? "";
  if (failed) return;
  account.value = "";
  amount.value = "";
  show("messages");
  toast("Payment sent");
}

function paybillProblem(account, amount) {
  if (!snapshot?.msisdn) return "Choose a phone number first.";
  if (account.trim() === "") return "Enter an account number.";
  const cents = amount * 100;
  if (!(amount > 0) || Math.abs(cents - Math.round(cents)) > 1e-6) return "Enter an amount in KES.";
  return null;
}

function show(view) {
  for (const name of ["messages", "paybill"]) {
    byId(`${name}-view`).hidden = name !== view;
    byId(`tab-${name}`).setAttribute("aria-pressed", String(name === view));
  }
  byId("view-title").textContent = view === "messages" ? "Messages" : "Pay Bill";
}

function addKey(label, name, press) {
  const key = document.createElement("button");
  key.type = "button";
  key.textContent = label;
  key.setAttribute("aria-label", name);
  key.addEventListener("click", () => {
    press();
    ui.promptError.textContent = "";
  });
  byId("keypad").append(key);
}

for (const digit of ["1", "2", "3", "4", "5", "6", "7", "8", "9"]) {
  addKey(digit, digit, () => typeDigit(digit));
}
addKey("Clear", "Clear", () => {
  ui.pin.value = "";
});
addKey("0", "0", () => typeDigit("0"));
addKey("Del", "Delete", () => {
  ui.pin.value = ui.pin.value.slice(0, -1);
});

function typeDigit(digit) {
  if (ui.pin.value.length < 4) ui.pin.value += digit;
}

ui.picker.addEventListener("change", () => ui.picker.value && choose(ui.picker.value));
ui.elsewhere.addEventListener("click", () => choose(ui.elsewhere.dataset.msisdn));
byId("other").addEventListener("submit", (event) => {
  event.preventDefault();
  const msisdn = normalise(byId("other-number").value);
  byId("other-error").textContent = msisdn
    ? ""
    : "Enter a Kenyan mobile number, like 0712 345 678.";
  if (msisdn) choose(msisdn);
});
ui.pin.addEventListener("input", () => {
  ui.pin.value = ui.pin.value.replace(/\D/g, "");
});
ui.prompt.addEventListener("submit", (event) => {
  event.preventDefault();
  return sendPin();
});
ui.prompt.addEventListener("keydown", (event) =>
  event.key === "Escape" ? answerPrompt("cancel", {}) : undefined,
);
byId("cancel").addEventListener("click", () => answerPrompt("cancel", {}));
ui.paybill.addEventListener("submit", (event) => {
  event.preventDefault();
  return payBill();
});
ui.paybill.addEventListener("input", () => {
  ui.paybillError.textContent = "";
});
byId("tab-messages").addEventListener("click", () => show("messages"));
byId("tab-paybill").addEventListener("click", () => show("paybill"));

setInterval(tick, 250);
tick();
listen();

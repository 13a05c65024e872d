// The review desk with a script: rulings without a page load, the next comment at hand. Without it, every form works as it stands.
import { wakeKeys } from "./desk-keys.js";
import { watch } from "./desk-watch.js";

const form = document.querySelector("#rulings");
const status = document.querySelector("#status");
const undos = []; // what can be taken back, the latest last

export const open = () => [...document.querySelectorAll(".item:not(.ruled, .leaving) > article")];
export const current = () => document.activeElement?.closest(".item > article");

export function look(article) {
  article?.focus({ preventScroll: true });
  article?.scrollIntoView({ block: "nearest" });
}

export function step(by) {
  const articles = [...document.querySelectorAll(".item > article")];
  const at = articles.indexOf(current());
  look(articles[at < 0 ? (by > 0 ? 0 : articles.length - 1) : Math.min(articles.length - 1, Math.max(0, at + by))]);
}

export function undoLatest() {
  const value = undos.at(-1) ?? status?.querySelector("button.undo")?.value;
  if (value) send({ undo: value });
}

/** The articles a ruling is about: its own, or the selected ones. */
function touched(data) {
  const ids = data.has("one") ? [data.get("one").split(" ")[1]] : data.has("bulk") ? data.getAll("selected").map((v) => v.split(" ")[0]) : [];
  return ids.map((id) => document.getElementById(`comment-${id}`)).filter(Boolean);
}

/** Focus is on the first open comment after these, else on the last before them. */
function leave(articles) {
  if (!articles.length) return;
  const last = articles.at(-1);
  for (const article of articles) article.parentElement.classList.add("leaving");
  const after = open().find((article) => last.compareDocumentPosition(article) & Node.DOCUMENT_POSITION_FOLLOWING);
  look(after ?? open().at(-1) ?? last);
}

async function send(fields) {
  const data = fields instanceof FormData ? fields : new FormData(form);
  if (!(fields instanceof FormData)) for (const [name, value] of Object.entries(fields)) data.set(name, value);
  const articles = touched(data);
  const isUndo = data.has("undo") || String(data.get("one")).startsWith("undo ");
  document.querySelectorAll("details.menu[open]").forEach((menu) => (menu.open = false));
  if (!isUndo) leave(articles);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { "X-Fragment": "rulings" } });
  } catch {
    for (const article of articles) article.parentElement.classList.remove("leaving");
    look(articles[0]);
    status.textContent = form.dataset.offline;
    return;
  }
  if (answer.redirected) location.assign(answer.url); // the session has ended: to the door
  else if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"), isUndo);
  else again(data);
}

/** The same ruling as an ordinary form: what the server has to say then is a page of its own. */
function again(data) {
  for (const [name, value] of data) {
    if (["one", "bulk", "undo"].includes(name)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

function show(answer, isUndo) {
  for (const item of answer.querySelectorAll("[data-items] > .item")) {
    const before = document.querySelector(`.item[data-id="${CSS.escape(item.dataset.id)}"]`);
    const held = before?.contains(document.activeElement);
    before?.replaceWith(item);
    if (held || isUndo) look(item.firstElementChild);
  }
  status.replaceChildren(...answer.querySelector("[data-status]").childNodes);
  remember(status.querySelector("button.undo")?.value, isUndo);
  const total = answer.querySelector("[data-total]");
  document.title = total.dataset.title;
  document.querySelector(".lead [data-total]").textContent = total.textContent;
  count();
  if (!open().length && !document.querySelector(".leaving")) location.assign(total.dataset.again);
}

function remember(value, isUndo) {
  if (isUndo) undos.pop();
  else if (value) undos.push(value);
}

export function count() {
  const chosen = document.querySelectorAll(".pick :checked").length;
  const output = document.querySelector("#chosen");
  if (output) output.textContent = chosen;
}

export function chooseAll() {
  const boxes = [...document.querySelectorAll(".pick input")];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  count();
}

/** Times are the moderator's own; without a script they are UTC, and say so. */
function localise() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
}

localise();
if (form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(new FormData(form, event.submitter));
  });
  document.addEventListener("change", (event) => event.target.closest(".pick") && count());
  document.querySelector(".bulk .all")?.addEventListener("click", (event) => {
    event.preventDefault();
    chooseAll();
  });
  count();
  watch(form);
}
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
wakeKeys();

// Single keys, for hands that stay on the keyboard. Asleep in fields, with Ctrl, Alt or Cmd, and when switched off (WCAG 2.2, 2.1.4).
import { chooseAll, current, look, open, step, undoLatest } from "./desk.js";

const OFF = "desk-keys-off";
const root = document.documentElement;

/** The comment that a key is about: the one with the focus, else the first. */
const article = () => current() ?? open()[0];

function press(selector) {
  const target = article();
  const button = target?.querySelector(selector);
  if (!button) return;
  if (target !== current()) return void look(target); // first look, then rule
  button.click();
}

function reject() {
  const menu = article()?.querySelector("details.reject");
  if (!menu) return;
  menu.open = !menu.open;
  if (!menu.open) return;
  menu.querySelector("button").focus({ preventScroll: true });
  menu.querySelector(".sheet").scrollIntoView({ block: "nearest" });
}

/** 1 to 9 while the reasons are open. */
function reason(number) {
  document.querySelector("details.reject[open]")?.querySelectorAll(".sheet button")[number - 1]?.click();
}

function explain() {
  const why = article()?.querySelector("details.why");
  if (why) why.open = !why.open;
}

function escape() {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

const KEYS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  a: () => press("button.approve"),
  s: () => press("button.spam"),
  r: reject,
  z: undoLatest,
  e: explain,
  x: () => article()?.querySelector(".pick input")?.click(),
  X: chooseAll,
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => document.querySelector("#help")?.showModal(),
};

function isAsleep(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target;
  const isTick = target.matches?.("input[type=checkbox]");
  return !isTick && target.matches?.("input, textarea, select, [contenteditable]");
}

export function wakeKeys() {
  const box = document.querySelector("#keys-on");
  const isOn = () => !localStorage.getItem(OFF);
  root.classList.toggle("keys-off", !isOn());
  if (box) box.checked = isOn();
  box?.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    root.classList.toggle("keys-off", !box.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) return escape();
    if (!isOn() || isAsleep(event)) return;
    const number = /^[1-9]$/.test(event.key) && document.querySelector("details.reject[open]");
    const act = number ? () => reason(Number(event.key)) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

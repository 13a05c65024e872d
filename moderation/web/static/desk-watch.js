// Says which comment this moderator has before them, and learns what the others look at and have just ruled on.
const EVERY_MS = 15_000;

export function watch(form) {
  const ask = async () => {
    const articles = [...document.querySelectorAll(".item:not(.ruled) > article")];
    if (document.visibilityState !== "visible" || !articles.length) return;
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    const held = document.activeElement?.closest(".item > article");
    if (held) body.set("at", held.parentElement.dataset.id);
    for (const article of articles) body.append("shown", `${article.parentElement.dataset.id} ${version(article)}`);
    try {
      const answer = await fetch(form.dataset.looking, { method: "POST", body });
      if (answer.ok) tell(await answer.json());
    } catch {
      // out of reach for now: the next round asks again
    }
  };
  ask();
  setInterval(ask, EVERY_MS);
}

const version = (article) => article.parentElement.dataset.version;

function tell(notes) {
  for (const item of document.querySelectorAll(".item:not(.ruled)")) {
    const note = notes[item.dataset.id];
    const place = item.querySelector("[data-note]");
    if (place.textContent !== (note?.text ?? "")) place.textContent = note?.text ?? "";
    item.classList.toggle("taken", Boolean(note?.ruled));
  }
}

/**
 * Comments in any article's page, with one tag where they belong:
 *
 *   <script src="https://comments.example/static/embed.js" data-article="my-article" async></script>
 *
 * Optional: data-site, data-title, data-url (the article's address, else the page's), data-lang (fr, en),
 * data-theme (light, dark; else read off the page), data-poll (seconds between two looks for new comments).
 * The discussion stands in a shadow root, so that no style leaks in or out; the page's own security policy must allow
 * the service's host in script-src, style-src and connect-src, and nothing else.
 *
 * On the service's own pages the same script, without data-article, makes the HTML that is there better. Everything
 * shown is rendered by the service: nothing here builds HTML out of what readers wrote.
 */
(() => {
  "use strict";

  const script = document.currentScript;
  const service = new URL("..", script.src);
  const POLL_S = 30;
  const POLL_MAX_MS = 10 * 60 * 1000;
  const HANDED_ON = ["reply_to", "receipt", "unapproved", "moderation-hash", "comment"];
  const FALLBACK = { fr: "Lire les commentaires", en: "Read the comments" };

  /** The document that this address answers with, and its entity tag; throws when it answers with an error. */
  async function fetched(address, more = {}) {
    const url = new URL(address);
    for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
    // "no-cache": the browser itself asks with If-None-Match, which needs no preflight, and fills in on 304
    const response = await fetch(url, { cache: "no-cache", credentials: "include" });
    if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { page, tag: response.headers.get("ETag") };
  }

  /** An element with attributes and contents (text or elements). */
  function element(name, attributes = {}, ...contents) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...contents);
    return made;
  }

  /** The text with its {names} filled in. */
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** A random key; crypto.randomUUID is only there on pages served over TLS. */
  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  }

  /** What the comments' section of a page does beyond plain HTML. */
  class Discussion {
    #section;
    #words;
    #lang;
    #article; // {title, url} of the embedding page, to be sent along
    #form;
    #home; // where the form stands when it replies to nothing
    #key = newKey(); // of the draft in the form: a retry sends the same
    #isSending = false;
    #address; // of the last page of the thread that is shown
    #tag = null;
    #fresh = null; // the thread as last seen on the service
    #timer = 0;
    #pollMs;
    #waitMs;
    #lookedAt = Date.now();

    constructor(section, article, pollMs) {
      this.#section = section;
      this.#words = JSON.parse(section.dataset.words);
      this.#lang = section.lang;
      this.#article = article;
      this.#address = section.dataset.thread;
      this.#pollMs = this.#waitMs = pollMs;
      this.#form = section.querySelector(".respond form");
      if (this.#form) this.#enhanceForm();
      section.addEventListener("click", (event) => this.#clicked(event));
      addEventListener("hashchange", () => this.#showNamed());
      document.addEventListener("visibilitychange", () => this.#seen());
      this.#localise();
      this.#showNamed();
      this.#schedule();
    }

    #one(selector) {
      return this.#section.querySelector(selector);
    }

    #byId(id) {
      return this.#section.querySelector(`#${CSS.escape(id)}`);
    }

    /** One listener for everything that can be pressed, also what is inserted later. */
    #clicked(event) {
      const link = event.target.closest("a, .news button");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const action = [
        [".reply", () => this.#reply(link)],
        [".cancel a", () => this.#cancelReply()],
        [".next", () => this.#showNext(link)],
        [".summary a", () => this.#byId(link.hash.slice(1))?.focus()],
        [".news button", () => this.#insertNews(link)],
      ].find(([selector]) => link.matches(selector));
      if (!action) return;
      event.preventDefault();
      action[1]();
    }

    // -- the form

    #enhanceForm() {
      this.#home = element("div", { class: "respond-home" });
      this.#one(".respond").before(this.#home);
      this.#home.append(this.#one(".respond"));
      this.#form.addEventListener("submit", (event) => this.#submit(event));
      this.#form.addEventListener("input", () => (this.#key = newKey()));
      if (this.#article.url) this.#form.elements.redirect_to.value = location.href;
    }

    async #submit(event) {
      event.preventDefault();
      if (this.#isSending) return;
      this.#sending(true);
      try {
        const response = await this.#post();
        const answer = await response.json();
        this.#sending(false);
        if (response.ok) await this.#sent(answer);
        else this.#refused(answer, response.status);
      } catch {
        this.#sending(false);
        this.#refused({ title: this.#words.unreachable }, 0);
      }
    }

    #post() {
      const body = new URLSearchParams(new FormData(this.#form));
      for (const [name, value] of Object.entries(this.#article)) if (value) body.set(name, value);
      const headers = { Accept: "application/json", "Idempotency-Key": this.#key };
      return fetch(this.#form.action, { method: "POST", body, headers, credentials: "include" });
    }

    #sending(isSending) {
      const button = this.#form.querySelector("button[type=submit]");
      button.dataset.label ??= button.textContent;
      this.#isSending = isSending;
      button.setAttribute("aria-disabled", String(isSending));
      button.textContent = isSending ? this.#words.sending : button.dataset.label;
    }

    /** The comment is stored: it is shown where it stands, or as its author's preview; the text field is free again. */
    async #sent(answer) {
      const receipt = new URL(answer.status_url).pathname.split("/").pop();
      this.#clearErrors();
      this.#form.elements.content.value = "";
      this.#key = newKey();
      this.#cancelReply();
      const shown = { receipt, comment: answer.id };
      const { page } = await fetched(this.#section.dataset.embed, shown).catch(() => ({ page: null }));
      if (!page) return this.#tell(this.#words.sent);
      if (answer.status === "approved") this.#insert(page);
      this.#form.elements.form_token.value = page.querySelector("[name=form_token]")?.value ?? "";
      this.#tell(...page.querySelector(".own-place").childNodes);
    }

    /** Says what became of the comment, where the visitor is led. */
    #tell(...contents) {
      const place = this.#one(".own-place");
      place.replaceChildren(...contents);
      const told = place.firstElementChild ?? place;
      told.tabIndex = -1;
      told.focus();
    }

    // -- errors: the same markup as _form.html's

    #refused(problem, status) {
      this.#clearErrors();
      const errors = Object.entries(problem.errors ?? {}).map(([name, messages]) => [name, messages.join(" ")]);
      const fields = [...this.#form.elements].map((field) => field.name);
      errors.sort(([one], [other]) => fields.indexOf(one) - fields.indexOf(other));
      const items = errors.map(([name, message]) => element("li", {}, this.#flawed(name, message)));
      const summary = element(
        "div",
        { class: "summary", role: "alert", tabindex: "-1" },
        element("p", {}, element("strong", {}, this.#words.summary)),
        element("p", {}, problem.title ?? this.#words.unreachable),
      );
      if (items.length) summary.append(element("ul", {}, ...items));
      this.#form.prepend(summary);
      const mayRetry = status === 0 || status === 429 || status >= 500;
      if (mayRetry) this.#form.querySelector("button[type=submit]").textContent = this.#words.retry;
      summary.focus();
    }

    /** The field says what is wrong with it; gives what the summary says of it. */
    #flawed(name, message) {
      const field = this.#byId(name);
      const label = field && this.#form.querySelector(`label[for="${CSS.escape(name)}"]`);
      if (!label) return message;
      const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
      field.setAttribute("aria-describedby", [...described, `${name}-error`].join(" "));
      field.setAttribute("aria-invalid", "true");
      field.parentElement.append(element("p", { class: "error", id: `${name}-error` }, message));
      const text = filled(this.#words["summary-field"], { field: label.firstChild.textContent.trim(), message });
      return element("a", { href: `#${name}` }, text);
    }

    #clearErrors() {
      for (const gone of this.#form.querySelectorAll(".summary, .error")) gone.remove();
      for (const field of this.#form.querySelectorAll("[aria-invalid]")) {
        field.removeAttribute("aria-invalid");
        const left = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
        if (left.length && left[0]) field.setAttribute("aria-describedby", left.join(" "));
        else field.removeAttribute("aria-describedby");
      }
    }

    // -- replying

    #reply(link) {
      const comment = link.closest(".comment");
      this.#respondTo(comment.id.replace("comment-", ""), filled(this.#words["reply-to"], link.dataset));
      link.closest("article").append(this.#one(".respond"));
      this.#form.elements.content.focus();
    }

    #cancelReply() {
      const respond = this.#one(".respond");
      const link = respond.closest("article")?.querySelector(".reply");
      this.#respondTo("", this.#words["leave-a-comment"]);
      this.#home.append(respond);
      link?.focus();
    }

    #respondTo(parent, title) {
      this.#form.elements.parent_id.value = parent;
      this.#byId("respond-title").textContent = title;
      this.#one(".cancel").hidden = !parent;
      this.#key = newKey();
    }

    // -- the thread

    /** The following comments stand under those shown; the first of them has the focus that the link had. */
    async #showNext(link) {
      const address = new URL(this.#section.dataset.thread);
      address.searchParams.set("cursor", link.dataset.cursor);
      const { page } = await fetched(address).catch(() => ({ page: null }));
      if (!page) return location.assign(link.href);
      this.#address = address;
      this.#tag = null;
      const more = [...page.querySelectorAll(".thread > .comment")].filter((comment) => !this.#byId(comment.id));
      this.#one(".thread").append(...more);
      const next = page.querySelector(".next");
      if (next) link.replaceWith(next);
      else link.parentElement.remove();
      this.#localise();
      if (more.length) this.#focusOn(more[0]);
    }

    #focusOn(comment) {
      comment.tabIndex = -1;
      comment.focus();
    }

    /** The comment that the page's address names is in view, also where it stands on a later page of the thread. */
    async #showNamed() {
      const id = decodeURIComponent(location.hash.slice(1));
      if (!/^comment-\w+$/.test(id)) return;
      if (!this.#byId(id)) {
        const wanted = { comment: id.replace("comment-", "") };
        const { page } = await fetched(this.#section.dataset.thread, wanted).catch(() => ({ page: null }));
        if (!page?.getElementById(id)) return;
        this.#one(".thread-place").replaceChildren(...page.body.childNodes);
        this.#localise();
      }
      const named = this.#byId(id);
      named.classList.add("is-new");
      named.scrollIntoView();
    }

    /** Times are the reader's own. */
    #localise() {
      const format = new Intl.DateTimeFormat(this.#lang, { dateStyle: "long", timeStyle: "short" });
      for (const time of this.#section.querySelectorAll("time[datetime]")) {
        time.textContent = format.format(new Date(time.dateTime));
      }
    }

    // -- news

    #schedule() {
      clearTimeout(this.#timer);
      if (document.visibilityState === "visible") this.#timer = setTimeout(() => this.#look(), this.#waitMs);
    }

    /** A tab that comes back looks at once, if it has not for long; one that leaves stops. */
    #seen() {
      this.#waitMs = this.#pollMs;
      if (document.visibilityState === "visible" && Date.now() - this.#lookedAt > this.#pollMs) this.#look();
      else this.#schedule();
    }

    /** Asks for the thread; the longer nothing changes, the rarer. */
    async #look() {
      this.#lookedAt = Date.now();
      try {
        const { page, tag } = await fetched(this.#address);
        const isNew = tag !== this.#tag;
        this.#waitMs = isNew ? this.#pollMs : Math.min(this.#waitMs * 1.5, POLL_MAX_MS);
        this.#tag = tag;
        if (isNew) this.#announce(page);
      } catch {
        this.#waitMs = Math.min(this.#waitMs * 2, POLL_MAX_MS);
      }
      this.#schedule();
    }

    #unseen(page) {
      return [...page.querySelectorAll(".comment > article")]
        .map((article) => article.parentElement)
        .filter((comment) => !this.#byId(comment.id) || this.#byId(comment.id).matches(".own"));
    }

    /** Says how many comments have come, and leaves it to the reader when they are inserted. */
    #announce(page) {
      const count = this.#unseen(page).length;
      if (!count) return;
      this.#fresh = page;
      const kind = new Intl.PluralRules(this.#lang).select(count) === "one" ? "news-one" : "news-other";
      const text = filled(this.#words[kind], { count });
      const button = this.#one(".news button");
      if (button) button.textContent = text;
      else this.#one(".news").append(element("button", { type: "button" }, text));
    }

    /** The news are in their places; what the reader looks at stays where it is, and so does the focus. */
    #insertNews(button) {
      if (!this.#fresh) return;
      const held = this.#firstInView();
      const before = held?.getBoundingClientRect().top;
      this.#insert(this.#fresh);
      this.#fresh = null;
      if (held && !CSS.supports("overflow-anchor", "auto")) scrollBy(0, held.getBoundingClientRect().top - before);
      button.textContent = this.#words["news-shown"];
      button.addEventListener("blur", () => this.#fresh || button.remove(), { once: true });
    }

    #firstInView() {
      return [...this.#section.querySelectorAll(".comment")].find((one) => one.getBoundingClientRect().bottom > 0);
    }

    /** Every comment of this page of the thread that is not shown yet stands where the service has it. */
    #insert(page) {
      for (const comment of this.#unseen(page)) {
        const shown = this.#byId(comment.id);
        if (shown?.matches(".own")) shown.remove();
        if (!this.#byId(comment.id)) this.#place(comment);
      }
      this.#byId("comments").textContent = page.getElementById("comments").textContent;
      this.#localise();
    }

    #place(comment) {
      const above = comment.parentElement.closest(".comment");
      if (above && !this.#byId(above.id)) return this.#place(above); // a withdrawn root comes back with its reply
      const made = document.importNode(comment, true);
      const before = comment.previousElementSibling && this.#byId(comment.previousElementSibling.id);
      made.classList.add("is-new");
      if (before) before.after(made);
      else this.#listFor(comment).prepend(made);
    }

    /** The list that this comment belongs into, made where there is none yet. */
    #listFor(comment) {
      const above = comment.parentElement.closest(".comment");
      const place = above ? this.#byId(above.id) : this.#one(".thread-place");
      const kind = above ? "replies" : "thread";
      const list = place.querySelector(`:scope > .${kind}`) ?? element("ol", { class: kind });
      if (!list.isConnected) place.append(list);
      this.#one(".empty")?.remove();
      return list;
    }
  }

  // -- embedding

  /** The page's own colours as a theme: light text means a dark page. Null where that cannot be told. */
  function themeOf(place) {
    const [red, green, blue] = getComputedStyle(place).color.match(/^rgba?\((\d+), (\d+), (\d+)/)?.slice(1) ?? [];
    if (red === undefined) return null;
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127 ? "dark" : "light";
  }

  function dress(host) {
    const theme = script.dataset.theme ?? themeOf(host.parentElement);
    if (theme) host.dataset.theme = theme;
    else delete host.dataset.theme;
  }

  function fragmentAddress() {
    const url = new URL(`articles/${encodeURIComponent(script.dataset.article)}/embed`, service);
    const asked = new URLSearchParams(location.search);
    for (const name of HANDED_ON) if (asked.has(name)) url.searchParams.set(name, asked.get(name));
    for (const name of ["site", "lang"]) if (script.dataset[name]) url.searchParams.set(name, script.dataset[name]);
    return url;
  }

  /** A link to the comments on the service's own page, for when they cannot be shown here. */
  function fallback() {
    const href = fragmentAddress().href.replace("/embed", "");
    return element("a", { href }, FALLBACK[script.dataset.lang ?? document.documentElement.lang.slice(0, 2)] ?? FALLBACK.fr);
  }

  async function embed(pollMs) {
    const host = element("div", { hidden: "" });
    if (document.head.contains(script)) document.body.append(host);
    else script.after(host);
    dress(host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress(host));
    try {
      const { page } = await fetched(fragmentAddress());
      const section = document.adoptNode(page.querySelector(".discussion"));
      const sheet = element("link", { rel: "stylesheet", href: new URL("static/public.css", service).href });
      sheet.addEventListener("load", () => (host.hidden = false));
      host.attachShadow({ mode: "open" }).append(sheet, section);
      const url = script.dataset.url ?? location.href.replace(/[?#].*/, "");
      new Discussion(section, { title: script.dataset.title ?? document.title, url }, pollMs);
    } catch (error) {
      console.error("comments: is this page's origin on the site's list of origins?", error);
      host.replaceWith(fallback());
    }
  }

  function start() {
    const pollMs = 1000 * Number(script.dataset.poll ?? POLL_S);
    if (script.dataset.article) return embed(pollMs);
    const sections = document.querySelectorAll(".discussion");
    if (!sections.length) console.error("comments: the script's tag names no article: data-article is needed");
    for (const section of sections) new Discussion(section, {}, pollMs);
  }

  if (document.readyState === "loading" && (!script.dataset.article || document.head.contains(script))) {
    addEventListener("DOMContentLoaded", start);
  } else start();
})();

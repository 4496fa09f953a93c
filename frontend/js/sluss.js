/* Only improves: every page and every form works without this file. */
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);

/* The menu on a phone: a link to #nav without JavaScript, a button that toggles with it. */
const menu = find(".sl-menu");
const nav = find("#nav");
if (menu && nav) {
  menu.setAttribute("role", "button");
  menu.setAttribute("aria-expanded", String(nav.matches(":target")));
  const toggle = (event) => {
    event.preventDefault();
    if (location.hash === "#nav") history.replaceState(null, "", location.pathname + location.search);
    menu.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
  };
  menu.addEventListener("click", toggle);
  menu.addEventListener("keydown", (event) => event.key === " " && toggle(event));
}

/* Light and dark: follows the machine until somebody chooses. */
const themeButton = find(".sl-theme");
if (themeButton) {
  themeButton.hidden = false;
  const isDark = () => root.dataset.colorScheme === "dark" || (root.dataset.colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const show = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  show();
  themeButton.addEventListener("click", () => {
    root.dataset.colorScheme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${root.dataset.colorScheme}; path=/; max-age=31536000; samesite=lax${secure}`;
    show();
  });
}

/* What has gone wrong gets the focus, at load and after an htmx swap. */
const focusErrors = (within) => find(".ds-error-summary[data-focus]", within)?.focus();
focusErrors(document);
document.addEventListener("htmx:load", (event) => focusErrors(event.detail.elt));
/* A link in the summary goes to the field itself, not only to its place on the page. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".ds-error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

/* Messages can be put away. */
document.addEventListener("click", (event) => {
  const button = event.target.closest(".sl-msg button[data-close]");
  if (button) button.closest(".sl-msg").remove();
});
for (const button of document.querySelectorAll(".sl-msg button[data-close]")) button.hidden = false;

/* A dialog that without JavaScript is a page of its own. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

/* A form is sent once, however many times the button is pressed. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "repeat" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
document.addEventListener("htmx:afterRequest", (event) => delete event.target.dataset?.sent);

/* How much room is left in a text. */
const count = (field) => {
  const counter = document.getElementById(field.dataset.counter);
  if (!counter) return;
  const left = Number(field.dataset.max) - [...field.value].length;
  counter.textContent = (left < 0 ? counter.dataset.overText : counter.dataset.leftText).replace("{n}", Math.abs(left).toLocaleString(root.lang));
  counter.toggleAttribute("data-over", left < 0);
};
for (const field of document.querySelectorAll("[data-counter]")) {
  count(field);
  field.addEventListener("input", () => count(field));
}

/* Files can be dropped on the field. */
for (const zone of document.querySelectorAll(".sl-drop")) {
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind !== "drop") return;
      const field = find("input", zone);
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

/* Files that are chosen go on their way at once, by the button that sends them without script. */
for (const field of document.querySelectorAll("[data-sends]")) {
  const send = find(`[name="go"][value="${field.dataset.sends}"]`, field.form);
  const text = find(".sl-drop-t", field.parentElement);
  send.closest("[data-without-script]").hidden = true;
  text.hidden = false;
  field.parentElement.classList.add("whole");
  field.addEventListener("change", () => {
    if (!field.files.length) return;
    text.textContent = text.dataset.waits;
    field.form.requestSubmit(send);
  });
}

// A page that is to be handed over is printed by a button; without script the browser's own does it.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

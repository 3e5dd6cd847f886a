// The help button on other sites: <script src="https://help.example.com/widget.js" data-locale="en" async></script>
// What it adds to a page lives in a shadow root, and what it opens in a frame of the help centre, so that neither touches the other.

(() => {
  const script = document.currentScript;
  if (!script || document.querySelector("kbsearch-help")) {
    return;
  }

  const translations = {{ words|tojson }};
  const wanted = [script.dataset.locale, document.documentElement.lang.slice(0, 2)];
  const locale = wanted.find((name) => Object.hasOwn(translations, name)) ?? {{ default|tojson }};
  const words = translations[locale];
  const address = new URL(`${locale}/widget`, script.src);
  const small = matchMedia("(max-width: 479px), (max-height: 479px)");

  // Pixels throughout, since a page may give its root any font size; importance, since it may give all elements any style.
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial !important; color-scheme: light dark !important;
      --page: {{ light.page }}; --text: {{ light.text }}; --line: {{ light.line }}; --accent: {{ light.accent }}; --on-accent: {{ light.on_accent }}; }
    * { box-sizing: border-box; }
    button, strong { font: 600 16px/1.4 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", Meiryo, sans-serif; }
    button { min-width: 44px; min-height: 44px; padding: 0; border: 1px solid transparent; background: none; color: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .open { position: fixed; z-index: 2147483000; right: max(16px, env(safe-area-inset-right)); bottom: max(16px, env(safe-area-inset-bottom));
      display: inline-flex; align-items: center; gap: 8px; min-height: 48px; padding: 0 20px; border-radius: 24px;
      background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 12px rgb(0 0 0 / 24%); }
    .open:hover { text-decoration: underline; }
    .open:focus-visible { outline-color: var(--text); box-shadow: 0 0 0 2px var(--page); }
    dialog { position: fixed; z-index: 2147483001; inset: auto 16px 80px auto; width: 400px; height: min(640px, calc(100dvh - 96px));
      margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--page); color: var(--text);
      box-shadow: 0 8px 32px rgb(0 0 0 / 24%); }
    dialog[open] { display: flex; flex-direction: column; }
    .bar { display: flex; align-items: center; justify-content: space-between; padding: 2px 2px 2px 16px; border-bottom: 1px solid var(--line); }
    .close { font-size: 24px; }
    .close:focus-visible { outline-offset: -4px; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media screen and (prefers-color-scheme: dark) {
      :host { --page: {{ dark.page }}; --text: {{ dark.text }}; --line: {{ dark.line }}; --accent: {{ dark.accent }}; --on-accent: {{ dark.on_accent }}; }
    }
    @media (forced-colors: active) { .open { border-color: ButtonBorder; } }
    @media (max-width: 479px), (max-height: 479px) {
      dialog { inset: 0; width: 100%; max-width: none; height: 100%; max-height: none; border: 0; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: appear 120ms ease-out; }
      @keyframes appear { from { opacity: 0; translate: 0 8px; } }
    }
    @media print { :host { display: none !important; } }
  `);

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const host = element("kbsearch-help", { lang: locale });
  const root = host.attachShadow({ mode: "open" });
  const opener = element("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false" });
  const closer = element("button", { type: "button", class: "close", "aria-label": words.close }, "×");
  const title = element("strong", { id: "title" }, words.title);
  const frame = element("iframe", { src: address.href, title: words.title });
  const dialog = element("dialog", { "aria-labelledby": "title" }, element("div", { class: "bar" }, title, closer));
  opener.append(element("span", { "aria-hidden": "true" }, "?"), words.open);
  root.adoptedStyleSheets = [style];
  root.append(opener, dialog);

  /** Beside the page on a wide screen, where both can be used; in its place on a phone. */
  function open() {
    if (!frame.isConnected) {
      dialog.append(frame); // nothing is loaded before somebody asks
    }
    if (small.matches) {
      dialog.showModal();
    } else {
      dialog.show();
    }
    opener.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  opener.addEventListener("click", () => (dialog.open ? dialog.close() : open()));
  closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  });
  addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === address.origin && event.data === "kbsearch:close") {
      dialog.close();
    }
  });

  if (document.body) {
    document.body.append(host);
  } else {
    addEventListener("DOMContentLoaded", () => document.body.append(host));
  }
})();

// In the panel of the help button: Escape closes it, and what is not made for it opens in a tab of its own.

const { panel, home, start } = document.body.dataset;
const box = document.querySelector("form.search input[type=search]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) {
    parent.postMessage("kbsearch:close", "*"); // nothing in it that others may not know
  }
});

/** Have a suggestion open in the panel: its article has a page there too. */
function keepHere(link) {
  const address = new URL(link.href);
  const article = decodeURIComponent(address.pathname.slice(home.length));
  link.href = `${panel}?${new URLSearchParams({ article, q: address.searchParams.get("q") ?? "" })}${address.hash}`;
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[href]");
    if (link?.matches(".suggestion") && link.pathname.startsWith(home)) {
      keepHere(link);
    }
    if (link && (link.origin !== location.origin || !link.pathname.endsWith("/widget"))) {
      link.target = "_blank";
    }
  },
  true, // before the list of suggestions reads the address
);

// The frame gets the focus when the panel opens, and passes it on to the question.
if (start !== undefined) {
  window.addEventListener("focus", () => document.activeElement === document.body && box.focus());
  box.focus();
}

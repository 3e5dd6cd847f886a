// The meaning of a word of the glossary beside the word: when the mouse rests on it, when the keyboard reaches it, at the first tap.
// Without this script the word is a link to the glossary, and a screen reader says the meaning with it.

const GAP = 6;
const MARGIN = 16;
const SOON = 150;
const LATER = 250;

const label = document.querySelector("script[data-glossary]").dataset.glossary;
const note = document.createElement("span");
const meaning = document.createElement("span");
const link = document.createElement("a");
let shown = null;
let timer = 0;

note.className = "term-note";
note.popover = "manual";
link.textContent = label;
note.append(meaning, link);

function show(term) {
  clearTimeout(timer);
  if (shown === term) return;
  hide();
  meaning.textContent = document.getElementById(term.getAttribute("aria-describedby")).textContent;
  link.href = term.href;
  term.after(note);
  note.showPopover();
  shown = term;
  place();
}

function hide() {
  clearTimeout(timer);
  if (!shown) return;
  note.hidePopover();
  note.remove();
  shown = null;
}

function after(delay, action) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

function place() {
  if (!shown) return;
  const word = shown.getClientRects()[0];
  const { width, height } = note.getBoundingClientRect();
  const page = document.documentElement;
  if (word.bottom < 0 || word.top > page.clientHeight) {
    hide();
    return;
  }
  const fits = word.bottom + GAP + height <= page.clientHeight || word.top - GAP - height < 0;
  note.style.top = `${fits ? word.bottom + GAP : word.top - GAP - height}px`;
  note.style.left = `${Math.max(MARGIN, Math.min(word.left, page.clientWidth - width - MARGIN))}px`;
}

function watch(term) {
  let finger = false;
  term.addEventListener("pointerdown", (event) => { finger = event.pointerType === "touch"; });
  term.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") after(SOON, () => show(term)); });
  term.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") after(LATER, hide); });
  term.addEventListener("focus", () => { if (term.matches(":focus-visible") && !finger) show(term); });
  term.addEventListener("blur", (event) => { if (!note.contains(event.relatedTarget)) hide(); });
  term.addEventListener("click", (event) => {
    if (!finger || shown === term) return;
    event.preventDefault();
    show(term);
  });
}

if (note.showPopover) {
  document.querySelectorAll("a.term").forEach(watch);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") after(LATER, hide); });
  link.addEventListener("blur", (event) => { if (event.relatedTarget !== shown) hide(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    if (note.contains(document.activeElement)) shown.focus();
    hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !note.contains(event.target) && event.target !== shown) hide();
  });
  addEventListener("scroll", place, { passive: true, capture: true });
  addEventListener("resize", place);
}

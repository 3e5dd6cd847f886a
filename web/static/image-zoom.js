// Pictures of an article can be enlarged over the whole window; Escape or another press closes it.

const SMALLEST = 240; // pixels: an icon is not worth enlarging
const READABLE = 768; // a drawing is shown at least so wide, and scrolled on a phone

const article = document.querySelector("article[data-enlarge]");
const dialog = document.createElement("dialog");
dialog.className = "zoom";

function widthOf(picture) {
  return Number(picture.getAttribute("width")) || picture.naturalWidth || 0;
}

/** How wide to show a picture: filling the window, but not so that it blurs. */
function enlarged(picture) {
  const space = window.innerWidth - 32;
  const height = window.innerHeight - 96;
  const ratio = picture.clientWidth / (picture.clientHeight || 1);
  const fitting = Math.max(Math.min(space, height * ratio), Math.min(READABLE, widthOf(picture)));
  return Math.min(fitting, 2 * widthOf(picture));
}

function open(picture) {
  const large = document.createElement("img");
  large.src = picture.currentSrc || picture.src;
  large.alt = picture.alt;
  large.style.width = `${enlarged(picture)}px`;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "zoom-close";
  close.textContent = article.dataset.close;
  const frame = document.createElement("div");
  frame.className = "zoom-frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", picture.alt || article.dataset.enlarge);
  frame.append(large);
  dialog.setAttribute("aria-label", picture.alt || article.dataset.enlarge);
  dialog.replaceChildren(close, frame);
  dialog.showModal();
  close.focus();
}

function makeLarge(picture) {
  if (picture.closest("a, button") || widthOf(picture) < SMALLEST) {
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "zoomable";
  button.setAttribute("aria-label", [article.dataset.enlarge, picture.alt].filter(Boolean).join(": "));
  picture.replaceWith(button);
  button.append(picture);
  button.addEventListener("click", () => open(picture));
}

const pictures = [...article.querySelectorAll(".prose img")];
if (pictures.length > 0) {
  document.body.append(dialog);
  dialog.addEventListener("click", () => dialog.close());
}
for (const picture of pictures) {
  if (widthOf(picture)) {
    makeLarge(picture);
  } else {
    picture.addEventListener("load", () => makeLarge(picture), { once: true });
  }
}

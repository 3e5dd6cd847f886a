// The search boxes: "/" goes to one, and the Enter that ends a Japanese conversion does not send it.

const IME_PROCESSING = 229;

/** Whether this key press belongs to an input method: Safari reports it after the composition, by its key code only. */
function isComposing(event) {
  return event.isComposing || event.keyCode === IME_PROCESSING;
}

function isTypedInto(element) {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));
}

const boxes = [...document.querySelectorAll("form.search input[type=search]")];

for (const box of boxes) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && isComposing(event)) {
      event.preventDefault();
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isComposing(event) || isTypedInto(event.target)) {
    return;
  }
  const box = boxes.find((candidate) => candidate.checkVisibility());
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

document.documentElement.classList.add("has-keys");

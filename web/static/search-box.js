// The search boxes: "/" goes to one, and no key that belongs to a conversion does anything but convert.

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
    if (isComposing(event)) {
      event.stopImmediatePropagation(); // Enter, Escape and the arrows choose among conversions, not among suggestions
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault(); // neither sends the form nor empties the box
      }
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

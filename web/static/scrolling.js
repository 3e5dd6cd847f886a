// Code and tables that are wider than the screen can be scrolled with the keyboard too.

const wide = document.querySelectorAll(".prose :is(pre, table)");

const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute("tabindex");
    }
  }
});

for (const element of wide) {
  watcher.observe(element);
}

// The table of contents follows: the section being read is marked in it.

const LINE = 0.25; // of the window's height: a heading above it has been reached

const nav = document.querySelector("nav.contents");
const links = new Map();
for (const link of nav?.querySelectorAll("a[href^='#']") ?? []) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) {
    links.set(heading, link);
  }
}

function showInList(link) {
  const [top, bottom] = [link.offsetTop, link.offsetTop + link.offsetHeight];
  if (top < nav.scrollTop || bottom > nav.scrollTop + nav.clientHeight) {
    nav.scrollTop = top - nav.clientHeight / 2;
  }
}

function follow() {
  const line = window.innerHeight * LINE;
  const current = [...links.keys()].findLast((heading) => heading.getBoundingClientRect().top < line);
  for (const [heading, link] of links) {
    if (heading !== current) {
      link.removeAttribute("aria-current");
    } else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "location");
      showInList(link);
    }
  }
}

const watcher = new IntersectionObserver(follow, { rootMargin: `0px 0px -${100 * (1 - LINE)}% 0px`, threshold: [0, 1] });
for (const heading of links.keys()) {
  watcher.observe(heading);
}

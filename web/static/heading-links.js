// A link beside each heading of an article, to be copied and sent on.

const article = document.querySelector("article[data-heading-link]");

for (const heading of article?.querySelectorAll(".prose :is(h2, h3, h4)[id]") ?? []) {
  const link = document.createElement("a");
  link.className = "heading-link";
  link.href = `#${encodeURIComponent(heading.id)}`;
  link.setAttribute("aria-label", `${article.dataset.headingLink}: ${heading.textContent}`);
  link.textContent = "#";
  heading.append(link);
}

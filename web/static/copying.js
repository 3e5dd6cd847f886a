// Buttons that copy: the code of a listing, and the short link of the article. What happened is said too.

const SHOWN_FOR = 2500;

const article = document.querySelector("article[data-copy]");
const status = document.createElement("p");
status.className = "unseen";
status.setAttribute("role", "status");
article.append(status);

/** Copy text; where the page is served without TLS there is no clipboard, only the command of old. */
async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  field.setAttribute("aria-hidden", "true");
  article.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

function copyOnPress(button, label, text) {
  const before = label.textContent;
  let timer;
  button.addEventListener("click", async () => {
    const done = await copy(text());
    const { copied, notCopied } = article.dataset;
    status.textContent = "";
    clearTimeout(timer);
    label.textContent = done ? copied : before;
    button.classList.toggle("copied", done);
    timer = setTimeout(() => {
      label.textContent = before;
      status.textContent = "";
      button.classList.remove("copied");
    }, SHOWN_FOR);
    requestAnimationFrame(() => {
      status.textContent = done ? copied : notCopied;
    });
    button.focus();
  });
}

for (const code of article.querySelectorAll(".prose .highlight > pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-code";
  button.setAttribute("aria-label", article.dataset.copyCode);
  const label = document.createElement("span");
  label.textContent = article.dataset.copy;
  button.append(label);
  code.after(button);
  copyOnPress(button, label, () => code.textContent.replace(/\n$/, ""));
}

for (const button of article.querySelectorAll(".copy-link")) {
  copyOnPress(button, button.querySelector("span"), () => new URL(button.dataset.address, document.baseURI).href);
}

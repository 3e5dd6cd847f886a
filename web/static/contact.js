// The contact form: answers while the subject is typed, files that are too large told at once, one press of the button for one message.

import { solve } from "./proof-of-work.js";

const PAUSE = 400; // milliseconds without a key before answers are looked for
const SHORTEST = 4; // characters that say something
const LARGEST = 20 * 1024 * 1024;
const MOST = 5;
const DISMISSED = "kbsearch-answers-dismissed";

const form = document.getElementById("page--contact-form");
const subject = document.getElementById("page--subject");
const files = document.getElementById("page--files");
const solved = document.getElementById("page--solved");
const button = form.querySelector(".sending button");
const answers = form.querySelector(".answers");
const told = document.getElementById("page--answers-told");

/** Answers are offered until somebody says that they will write. */
class Offer {
  #asked = 0;
  #pause;
  #shown = "";

  constructor() {
    subject.addEventListener("input", (event) => {
      clearTimeout(this.#pause);
      if (!event.isComposing) {
        this.#pause = setTimeout(() => this.#look(), PAUSE);
      }
    });
    subject.addEventListener("compositionend", () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#look(), PAUSE);
    });
    this.#prepare();
  }

  get #isDismissed() {
    return sessionStorage.getItem(DISMISSED) !== null;
  }

  async #look() {
    const typed = subject.value.trim();
    solved.elements.q.value = typed;
    if (this.#isDismissed || typed === this.#shown) {
      return;
    }
    const turn = ++this.#asked;
    const found = typed.length < SHORTEST && !/[^\u0000-\u00ff]{2}/.test(typed) ? "" : await this.#fetch(typed);
    if (found !== undefined && turn === this.#asked) {
      this.#shown = typed;
      this.#show(found);
    }
  }

  async #fetch(typed) {
    try {
      const response = await fetch(`${form.dataset.answers}?${new URLSearchParams({ q: typed })}`);
      return response.ok ? await response.text() : undefined;
    } catch {
      return undefined; // offline: the form is there all the same
    }
  }

  #show(found) {
    const had = answers.childElementCount > 0;
    answers.innerHTML = found; // a page of ours, made by the same templates
    this.#prepare();
    if (answers.childElementCount > 0 && !had) {
      told.textContent = told.dataset.told;
    }
  }

  #prepare() {
    if (this.#isDismissed) {
      answers.replaceChildren();
      return;
    }
    const dismiss = answers.querySelector(".answers-dismiss");
    if (dismiss) {
      dismiss.hidden = false;
      dismiss.addEventListener("click", () => this.#dismiss());
    }
  }

  #dismiss() {
    sessionStorage.setItem(DISMISSED, "1");
    told.textContent = "";
    answers.replaceChildren();
    document.getElementById(subject.value ? "page--text" : "page--subject").focus();
  }
}

/** Say at once what the server would say after the upload. */
function checkFiles() {
  const chosen = [...files.files];
  const kept = form.querySelectorAll("input[name=kept]:checked").length;
  const large = chosen.find((file) => file.size > LARGEST);
  const wrong = large
    ? files.dataset.large.replace("{name}", large.name)
    : chosen.length + kept > MOST
      ? files.dataset.many
      : "";
  let problem = document.getElementById("page--attachments-problem");
  if (!wrong) {
    problem?.remove();
    files.removeAttribute("aria-invalid");
    return true;
  }
  if (!problem) {
    problem = document.createElement("div");
    problem.id = "page--attachments-problem";
    problem.setAttribute("role", "alert");
    files.before(problem);
  }
  const words = document.createElement("p");
  words.className = "field-problem";
  words.textContent = wrong;
  problem.replaceChildren(words);
  files.setAttribute("aria-invalid", "true");
  files.setAttribute("aria-describedby", "page--attachments-hint page--attachments-problem");
  return false;
}

function say(words) {
  button.textContent = words;
  button.setAttribute("aria-disabled", "true");
}

/** The promise beside the button is that of the chosen plan. */
function showPromise() {
  const chosen = form.querySelector("input[name=plan]:checked");
  if (chosen) {
    const promise = document.getElementById("page--promise");
    promise.textContent = chosen.parentElement.querySelector(".plan-promise").textContent;
    promise.hidden = false;
  }
}

const send = button.textContent;
let isOnItsWay = false;
let sum = form.dataset.challenge ? solve(form.dataset.challenge) : undefined;
sum?.then((found) => {
  form.elements.sum.value = found ?? "";
  sum = undefined;
});

form.addEventListener("submit", async (event) => {
  if (isOnItsWay || !checkFiles()) {
    event.preventDefault();
    if (!isOnItsWay) {
      files.focus();
    }
    return;
  }
  isOnItsWay = true;
  if (sum) {
    event.preventDefault();
    say(form.dataset.checking);
    await sum;
    isOnItsWay = false;
    form.requestSubmit();
    return;
  }
  say(form.dataset.sending);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) {
    isOnItsWay = false;
    button.textContent = send;
    button.removeAttribute("aria-disabled");
  }
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement && (event.isComposing || event.keyCode === 229)) {
    event.preventDefault(); // it ends a conversion, and sends nothing
  }
});

files.addEventListener("change", checkFiles);
form.querySelector(".plans")?.addEventListener("change", showPromise);
showPromise();
document.getElementById("page--problems")?.focus();
new Offer();

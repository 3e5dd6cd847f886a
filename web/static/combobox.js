// Suggestions while something is typed into a search box: the editable combobox with a list of the ARIA Authoring Practices Guide.
// search-box.js, which comes first, keeps the keys of a conversion from it; what is half-typed comes as input all the same.

const PAUSE = 80; // milliseconds without a key before the server is asked
const QUIET = 600; // milliseconds without a key before a screen reader is told
const KEPT = 50; // answers remembered, the latest
const LIMIT = 8;
const LONGEST = 200; // characters that are sent

const answers = new Map();

/** The suggestions for what is typed, or undefined where the server cannot say. */
async function fetchSuggestions(source, typed, signal) {
  const address = new URL(source, location.href);
  address.search = new URLSearchParams({ q: typed, limit: LIMIT });
  try {
    const response = await fetch(address, { signal });
    return response.ok ? (await response.json()).suggestions : undefined;
  } catch {
    return undefined; // aborted, or offline: the box still searches
  }
}

function remember(typed, suggestions) {
  answers.delete(typed);
  answers.set(typed, suggestions);
  if (answers.size > KEPT) {
    answers.delete(answers.keys().next().value);
  }
}

class Combobox {
  #box;
  #source;
  #words;
  #list;
  #status;
  #active = -1;
  #asked = 0;
  #asking;
  #pause;
  #telling;

  constructor(form) {
    this.#box = form.querySelector("input[type=search]");
    this.#source = form.dataset.suggest;
    this.#words = form.dataset;
    this.#list = this.#makeList();
    this.#status = document.createElement("div");
    this.#status.className = "unseen";
    this.#status.setAttribute("role", "status");
    form.append(this.#list, this.#status);
    this.#setAttributes({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id });
    this.#listen(form);
  }

  #makeList() {
    const list = document.createElement("div");
    list.id = `${this.#box.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.#words.label);
    return list;
  }

  #listen(form) {
    this.#box.addEventListener("input", () => this.#askSoon());
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#box.addEventListener("blur", () => this.#leave());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    form.addEventListener("submit", () => this.#leave());
    window.addEventListener("pagehide", () => this.#leave());
  }

  #setAttributes(values) {
    for (const [name, value] of Object.entries(values)) {
      this.#box.setAttribute(name, value);
    }
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  get #typed() {
    return this.#box.value.trim().slice(0, LONGEST);
  }

  #askSoon() {
    clearTimeout(this.#pause);
    this.#activate(-1);
    const wait = answers.has(this.#typed) || !this.#typed ? 0 : PAUSE;
    this.#pause = setTimeout(() => this.#ask(), wait);
  }

  async #ask() {
    const typed = this.#typed;
    const turn = this.#forget();
    if (!typed) {
      this.#close();
      return;
    }
    let suggestions = answers.get(typed);
    if (!suggestions) {
      this.#asking = new AbortController();
      suggestions = await fetchSuggestions(this.#source, typed, this.#asking.signal);
      if (suggestions) {
        remember(typed, suggestions);
      }
    }
    if (turn === this.#asked && document.activeElement === this.#box) {
      this.#show(suggestions ?? []);
    }
  }

  /** Let no earlier question be answered any more. */
  #forget() {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#asked += 1;
    return this.#asked;
  }

  #show(suggestions) {
    this.#activate(-1);
    this.#list.replaceChildren(...suggestions.map((suggestion, place) => this.#option(suggestion, place)));
    this.#list.hidden = suggestions.length === 0;
    this.#list.scrollTop = 0;
    this.#setAttributes({ "aria-expanded": String(this.#isOpen) });
    this.#tell(suggestions.length);
  }

  #option({ text, url, kind, marks }, place) {
    const letters = Array.from(text); // marks count characters, not the halves of a surrogate pair
    const option = document.createElement("a");
    option.id = `${this.#list.id}-${place}`;
    option.className = `suggestion suggestion-${kind}`;
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const words = document.createElement("span");
    const matched = [];
    let at = 0;
    for (const [start, end] of marks) {
      const mark = document.createElement("mark");
      mark.textContent = letters.slice(start, end).join("");
      matched.push(mark.textContent);
      words.append(letters.slice(at, start).join(""), mark);
      at = end;
    }
    words.append(letters.slice(at).join(""));
    option.append(words);
    const address = new URL(url, location.href);
    address.searchParams.set("q", matched.join(" "));
    option.href = address.href;
    option.addEventListener("click", () => this.#report(url, text));
    return option;
  }

  /** Tell the help centre which suggestion was taken, where it counts them. */
  #report(url, text) {
    if (this.#words.chosen) {
      navigator.sendBeacon(this.#words.chosen, new URLSearchParams({ q: this.#typed, url, text }));
    }
  }

  /** Tell a screen reader how many there are, once nothing is typed any more. */
  #tell(count) {
    clearTimeout(this.#telling);
    this.#status.textContent = "";
    this.#telling = setTimeout(() => {
      const words = { 0: this.#words.none, 1: this.#words.one }[count] ?? this.#words.many;
      this.#status.textContent = words.replace("{n}", count);
    }, QUIET);
  }

  #close() {
    clearTimeout(this.#telling);
    this.#status.textContent = "";
    this.#activate(-1);
    this.#list.hidden = true;
    this.#setAttributes({ "aria-expanded": "false" });
  }

  #leave() {
    this.#forget();
    this.#close();
  }

  #activate(place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.#setAttributes({ "aria-activedescendant": option.id });
    } else {
      this.#box.removeAttribute("aria-activedescendant");
    }
  }

  #press(event) {
    switch (event.key) {
      case "ArrowDown":
        this.#step(event, 1);
        break;
      case "ArrowUp":
        this.#step(event, -1);
        break;
      case "Enter":
        this.#choose(event);
        break;
      case "Escape":
        this.#escape(event);
        break;
      case "Home":
      case "End":
      case "ArrowLeft":
      case "ArrowRight":
        this.#activate(-1); // back in the text, where the browser moves the cursor
        break;
    }
  }

  /** Go to the next or previous suggestion, by way of the text at either end of the list. */
  async #step(event, by) {
    if (!this.#typed) {
      return;
    }
    event.preventDefault();
    if (event.altKey && by < 0) {
      this.#leave();
      return;
    }
    if (!this.#isOpen) {
      await this.#ask();
    }
    if (this.#isOpen && !event.altKey) {
      const stops = this.#list.children.length + 1; // the text is one of them
      this.#activate(((this.#active + 1 + by + stops) % stops) - 1);
    }
  }

  /** Open the chosen suggestion, in a new tab if a link would be; without one the form is sent. */
  #choose(event) {
    const option = this.#list.children[this.#active];
    if (!this.#isOpen || !option) {
      return;
    }
    event.preventDefault();
    const { ctrlKey, metaKey, shiftKey } = event;
    option.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  }

  /** Close the list; if it is closed, empty the box. */
  #escape(event) {
    if (this.#isOpen) {
      event.preventDefault();
      this.#leave();
    } else if (this.#box.value) {
      event.preventDefault();
      this.#box.value = "";
      this.#leave();
    }
  }
}

for (const form of document.querySelectorAll("form.search[data-suggest]")) {
  new Combobox(form);
}

// The vote at the end of an article, sent without leaving the page. Without this script the forms send themselves.

const vote = document.querySelector("section.vote");

function show(section, given) {
  section.querySelector(".vote-answers").hidden = true;
  section.querySelector(".vote-reasons").hidden = given !== "no";
  for (const text of section.querySelectorAll("[data-given]")) {
    text.hidden = text.dataset.given !== given;
  }
  section.querySelector(".vote-failed")?.remove();
}

function fail(section) {
  const text = section.querySelector(".vote-failed") ?? document.createElement("p");
  text.className = "vote-failed";
  text.textContent = section.dataset.failed;
  section.querySelector(".vote-status").append(text);
}

/** What was answered: "no" is asked for its reason, after which it is "said". */
function answered(form, values) {
  if (form.matches(".vote-reasons")) {
    return "said";
  }
  return values.get("helpful");
}

async function send(section, form, submitter) {
  const values = new FormData(form, submitter);
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(values),
    headers: { Accept: "application/json" },
  });
  if (!response.ok) {
    throw new Error(`the vote was answered with ${response.status}`);
  }
  const { token } = await response.json();
  for (const field of section.querySelectorAll("input[name=token]")) {
    field.value = token;
  }
  return answered(form, values);
}

for (const form of vote?.querySelectorAll("form") ?? []) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") {
      return;
    }
    form.ariaBusy = "true";
    try {
      const given = await send(vote, form, event.submitter);
      show(vote, given);
      if (given === "no") {
        vote.querySelector(".vote-reasons input[type=radio]").focus();
      } else {
        const thanks = vote.querySelector(`[data-given=${given}]`);
        thanks.tabIndex = -1;
        thanks.focus();
      }
    } catch {
      fail(vote);
    } finally {
      form.ariaBusy = "false";
    }
  });
}

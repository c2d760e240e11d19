// Suggestions while somebody types. Without this script the search works all the same.
"use strict";
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = field.value;
      const answer = await fetch(field.dataset.suggest + encodeURIComponent(typed)).catch(() => null);
      if (!answer?.ok || typed !== field.value) return;
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map(({ text }) => new Option("", text)));
    }, 150);
  });
}

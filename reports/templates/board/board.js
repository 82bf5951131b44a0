// The board works without this; with it there are the language switch, the filters and the search.
"use strict";

const KEY = "solieu-language";

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Some browsers keep nothing for pages of a folder; the page then begins in Vietnamese.
  }
}

function speak(language) {
  const page = document.documentElement;
  page.dataset.lang = language;
  page.lang = language;
  for (const option of document.querySelectorAll("option[data-vi]")) {
    option.textContent = option.dataset[language];
  }
  const button = document.getElementById("language");
  button.textContent = language === "vi" ? "English" : "Tiếng Việt";
  button.lang = language === "vi" ? "en" : "vi";
  button.hidden = false;
}

// As people type it: without accents, in lower case.
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

function fits(item, wanted) {
  return wanted.every(([name, value]) => {
    if (name === "search") {
      item.words ??= plain(item.textContent);
      return plain(value).split(/\s+/).every((word) => item.words.includes(word));
    }
    return (item.dataset[name] ?? "").split(" ").includes(value);
  });
}

function choose(form) {
  const wanted = [...new FormData(form)].filter(([, value]) => value.trim());
  const items = [...document.querySelectorAll(".item")];
  for (const item of items) {
    item.hidden = !fits(item, wanted);
  }
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector(".item:not([hidden])");
  }
  const status = new Map(wanted).get("status");
  for (const cell of document.querySelectorAll("td[data-status]")) {
    cell.classList.toggle("hit", cell.dataset.status === status);
  }
  const shown = items.filter((item) => !item.hidden).length;
  form.querySelector("output").textContent = `${shown}/${items.length}`;
  form.querySelector(".some").hidden = !shown;
  form.querySelector(".none").hidden = shown > 0;
}

function filter(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.addEventListener("input", () => choose(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  choose(form);
}

speak(remembered() === "en" ? "en" : "vi");
document.getElementById("language").addEventListener("click", () => {
  const language = document.documentElement.dataset.lang === "vi" ? "en" : "vi";
  remember(language);
  speak(language);
});
document.querySelectorAll("form.filters").forEach(filter);

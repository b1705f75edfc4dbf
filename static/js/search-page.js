// @ts-check
/**
 * The search page: the box, the address, and the list of results.
 *
 * Enters: what is typed and ?q= of the address. Leaves: results as links. Every text enters the page
 * as text. Only the answer to the latest query is shown; an older one that comes late is dropped.
 */

import { datePath } from "./dates.js";

/**
 * @typedef {{slug: string, title: string, date: string | null, topics: {slug: string, title: string}[]}} Result
 * @typedef {{id: number, text: string, hint: string, total: number, results: Result[]}} Answer
 */

const WAIT_BEFORE_SEARCH = 120; // milliseconds after the last key
const LONGEST_QUOTE = 60; // characters of a query in a sentence
const TOO_LARGE = "This digest is too large to be searched here. Its topics and dates lead to every paper.";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-search]"));
const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
const statusLine = /** @type {HTMLElement} */ (document.querySelector("[data-search-status]"));
const list = /** @type {HTMLElement} */ (document.querySelector("[data-search-results]"));
const root = form.dataset.root ?? "./";
const dateGroup = form.dataset.dates ?? "day";
const pageTitle = document.title;
const language = document.documentElement.lang;
const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });

/** @type {"opening" | "ready" | "failed" | "too large"} */
let state = "opening";
let latest = 0; // the number of the latest query
let timer = 0;
let typing = false; // the newest entry of the history is being typed

/* The query and its answer */

function search() {
  clearTimeout(timer);
  latest += 1;
  const text = input.value;
  document.title = text.trim() === "" ? pageTitle : `${shortened(text.trim())} · ${pageTitle}`;
  if (text.trim() === "") {
    showNothing(state === "failed" || state === "too large" ? statusLine.textContent ?? "" : "");
  } else if (state === "ready") {
    worker.postMessage({ kind: "query", id: latest, text });
  } else if (state === "opening") {
    statusLine.textContent = "Loading the index …";
  }
}

/** @param {Answer} answer */
function showAnswer(answer) {
  list.replaceChildren(...answer.results.map(resultElement));
  statusLine.textContent = [answer.hint, countOf(answer)].filter((words) => words !== "").join(" ");
}

/** @param {Answer} answer */
function countOf(answer) {
  if (answer.total === 0) return `No paper matches “${shortened(answer.text.trim())}”.`;
  if (answer.total === 1) return "1 paper.";
  if (answer.total > answer.results.length) return `${answer.total} papers, the best ${answer.results.length} of them here.`;
  return `${answer.total} papers.`;
}

/** @param {string} words */
function showNothing(words) {
  list.replaceChildren();
  statusLine.textContent = words;
}

/** @param {string} reason */
function fail(reason) {
  state = "failed";
  showNothing(`${reason} Press Search to try again.`);
}

/** @param {string} text */
function shortened(text) {
  const characters = [...text];
  return characters.length <= LONGEST_QUOTE ? text : `${characters.slice(0, LONGEST_QUOTE).join("")}…`;
}

/* The address: a query that was sent, and then changed, stays in the history */

function remember() {
  const address = new URL(location.href);
  const before = address.searchParams.get("q") ?? "";
  if (before === input.value) return;
  if (input.value === "") address.searchParams.delete("q");
  else address.searchParams.set("q", input.value);
  if (typing || before === "") history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  typing = true;
}

function readAddress() {
  typing = false;
  input.value = new URL(location.href).searchParams.get("q") ?? "";
  search();
}

/* Results */

/** @param {Result} result */
function resultElement(result) {
  const item = element("li", "card");
  const heading = element("h2", "card__title");
  heading.append(link(`${root}papers/${result.slug}/`, result.title));
  item.append(heading);
  const facts = element("p", "card__facts");
  if (result.date !== null) facts.append(dateLink(result.date), " ");
  for (const topic of result.topics) {
    const anchor = link(`${root}topics/${topic.slug}/`, topic.title);
    anchor.className = "topic";
    facts.append(anchor, " ");
  }
  if (facts.hasChildNodes()) item.append(facts);
  return item;
}

/** @param {string} iso */
function dateLink(iso) {
  const time = document.createElement("time");
  time.dateTime = iso;
  time.textContent = day.format(new Date(`${iso}T00:00:00Z`));
  const anchor = link(`${root}${datePath(iso, dateGroup)}`, "");
  anchor.append(time);
  return anchor;
}

/** @param {string} name @param {string} className */
function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** @param {string} address @param {string} text */
function link(address, text) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = text;
  return anchor;
}

/* What happens */

const worker = new Worker(/** @type {string} */ (form.dataset.worker));

worker.addEventListener("message", (event) => {
  const message = event.data;
  if (message.kind === "ready") {
    state = "ready";
    statusLine.textContent = "";
    search();
  } else if (message.kind === "too-large") {
    state = "too large";
    showNothing(TOO_LARGE);
  } else if (message.kind === "failed") {
    fail(`The search failed: ${message.reason}.`);
  } else if (message.kind === "answer" && message.id === latest) {
    showAnswer(message);
  }
});
worker.addEventListener("error", () => fail("The search could not be started: its scripts did not load."));

form.addEventListener("submit", (event) => {
  if (state === "failed") return; // the browser loads the page anew, which tries again
  event.preventDefault();
  remember();
  typing = false;
  search();
});
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    remember();
    search();
  }, WAIT_BEFORE_SEARCH);
});
addEventListener("popstate", readAddress);

worker.postMessage({ kind: "open", root: new URL(root, location.href).href });
readAddress();
if (input.value === "") input.focus();

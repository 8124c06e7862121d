// @ts-check
/**
 * Lays beads without loading the page anew: a tap shows at once and is sent behind it, one after the other.
 * Without this script each tap is a form, and does the same.
 */

/** @type {HTMLFormElement | null} */
const form = document.querySelector("[data-beads]");
/** @type {HTMLElement | null} */
const strip = document.querySelector("[data-strip]");
/** @type {HTMLElement | null} */
const last = document.querySelector("[data-last]");
/** @type {HTMLButtonElement | null} */
const undo = document.querySelector("[data-undo]");
const empty = last && !strip?.children.length ? last.textContent : "";
/** Everything that is sent waits for what was sent before. @type {Promise<void>} */
let sent = Promise.resolve();

/** Make a key for one tap, so that sending it twice does it once. */
function once() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

/**
 * Show a bead behind the others.
 * @param {HTMLButtonElement} button
 */
function lay(button) {
  const bead = document.createElement("li");
  bead.className = button.name === "i" ? "mine" : "theirs";
  const shape = button.querySelector("svg");
  const words = document.createElement("span");
  words.className = "vh";
  words.textContent = button.dataset.said ?? "";
  if (shape) bead.append(shape.cloneNode(true));
  bead.append(words);
  strip?.append(bead);
}

/** Say what the last bead is. */
function tell() {
  const bead = strip?.lastElementChild;
  if (last) last.textContent = bead ? bead.textContent : empty;
  if (undo) undo.disabled = !bead;
}

/**
 * Send one tap; where the server is a page further, go there, and where it does not answer, look again.
 * @param {FormData} fields
 */
async function send(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, String(value));
  const answer = await fetch(location.pathname, { method: "POST", body });
  const there = new URL(answer.url).pathname;
  if (!answer.ok) throw new Error();
  if (there !== location.pathname) location.assign(there);
}

if (form && strip) {
  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!button) return;
    event.preventDefault();
    if (button.name === "do" && button.value === "undo") strip.lastElementChild?.remove();
    if (button.name !== "do") lay(button);
    tell();
    const fields = new FormData(form, button);
    fields.set("once", once());
    sent = sent.then(() => send(fields)).catch(() => location.reload());
  });
}

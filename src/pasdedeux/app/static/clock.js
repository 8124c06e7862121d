// @ts-check
/** The clock of a pause, and the seconds in which an act can be taken back. Counted from what the server said. */

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const began = performance.now();

/** @param {number} left seconds */
const gone = (left) => Math.max(0, left - Math.floor((performance.now() - began) / 1000));

/** @param {number} seconds */
const digits = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Load the page anew; nobody touched the phone, so the server counts it as no use. */
function renew() {
  document.cookie = "r=1; path=/; max-age=2; samesite=strict";
  location.reload();
}

for (const clock of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-left]"))) {
  const [first, whole] = [Number(clock.dataset.left), Number(clock.dataset.whole)];
  const [hand, ring] = [clock.querySelector("[data-hand]"), clock.querySelector("[data-ring]")];
  const unit = clock.querySelector("[data-minutes]");
  const said = /** @type {HTMLElement | null} */ (clock.parentElement?.querySelector("[data-said]"));
  unit?.removeAttribute("hidden");

  const show = () => {
    const left = gone(first);
    const shown = still ? Math.ceil(left / 60) * 60 : left; // without motion it steps by minutes
    if (hand) hand.textContent = still ? String(shown / 60) : digits(left);
    const part = (100 * Math.min(shown, whole)) / whole;
    ring?.setAttribute("stroke-dasharray", `${part} 100`);
    ring?.setAttribute("stroke-dashoffset", `${part - 100}`); // it empties clockwise
    if (said && left === 300) said.textContent = said.dataset.soon ?? "";
    if (said && left === 0) said.textContent = said.dataset.over ?? "";
    if (left > 0) return;
    clearInterval(ticking);
    if (!document.querySelector("textarea:focus, input:focus")) setTimeout(renew, 1500);
  };
  const ticking = setInterval(show, 1000);
  show();
}

for (const undo of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-undo-for]"))) {
  setTimeout(() => undo.setAttribute("hidden", ""), 1000 * Number(undo.dataset.undoFor));
}

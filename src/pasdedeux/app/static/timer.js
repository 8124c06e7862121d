// @ts-check
/** Goes through the steps of a practice with a clock. Without this script the page lists them with their times. */

/** @type {HTMLElement | null} */
const list = document.querySelector("[data-timer]");
/** @type {HTMLElement | null} */
const left = document.querySelector("[data-left]");
/** @type {HTMLElement | null} */
const said = document.querySelector("[data-said]");

/** Write seconds as a clock does. @param {number} seconds */
function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

if (list && left) {
  const steps = /** @type {HTMLElement[]} */ ([...list.children]);
  const lengths = steps.map((step) => Number(step.dataset.seconds));
  const began = performance.now();
  let at = -1;
  list.classList.add("runs");
  left.hidden = false;
  const tick = () => {
    const passed = (performance.now() - began) / 1000;
    let ends = 0;
    let now = lengths.findIndex((seconds) => (ends += seconds) > passed);
    if (now < 0) now = steps.length;
    if (now !== at) {
      at = now;
      steps.forEach((step, n) => {
        step.toggleAttribute("aria-current", n === at);
        step.classList.toggle("past", n < at);
      });
      if (said) said.textContent = steps[at]?.querySelector("span")?.textContent ?? "";
    }
    left.textContent = at < steps.length ? clock(ends - passed) : "";
    if (at < steps.length) setTimeout(tick, 250);
    else document.querySelector(".breath")?.remove();
  };
  tick();
}

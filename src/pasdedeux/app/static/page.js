// @ts-check
/** What every page does a little nicer with script: leaving at once, looking at a passphrase, the time zone. */

/** Leave: hide the page, sign out, and put the neutral page in its place, so that Back does not come here. */
async function leave() {
  document.body.hidden = true;
  try {
    await fetch("/exit", { method: "POST", redirect: "manual", keepalive: true });
  } finally {
    location.replace("/");
  }
}

const exit = document.querySelector('form[action="/exit"]');
if (exit) {
  exit.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  let shifts = 0;
  let last = 0;
  document.addEventListener("keyup", (event) => {
    const soon = event.timeStamp - last < 1000;
    last = event.timeStamp;
    shifts = event.key === "Shift" ? (soon ? shifts + 1 : 1) : 0;
    if (shifts === 3) leave();
  });
}

// A page that the browser kept and shows again may be of somebody who has left since.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const tick of document.querySelectorAll("input[data-shows]")) {
  const form = tick.closest("form");
  const field = form?.querySelector(`input[name="${tick.getAttribute("data-shows")}"]`);
  const label = tick.closest("label");
  if (label) label.hidden = false;
  tick.addEventListener("change", () => {
    field?.setAttribute("type", /** @type {HTMLInputElement} */ (tick).checked ? "text" : "password");
  });
}

const zone = /** @type {HTMLSelectElement | null} */ (document.querySelector("select[data-zone]"));
if (zone && zone.value === "UTC") {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((one) => one.value === here)) zone.value = here;
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    if (button) button.disabled = true;
  });
}

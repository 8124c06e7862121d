// @ts-check
/**
 * Keeps a line open on which the server says that something happened; then the page is loaded anew, or, where
 * somebody is writing in it, a bar says so. Nothing is sent over the line but that.
 */

/** @type {HTMLElement | null} */
const bar = document.querySelector("[data-live]");
let number = Number(bar?.dataset.live ?? 0);
/** @type {EventSource | null} */
let line = null;
let opened = 0;
let hidden = 0;

/** Whether something stands in the page that would be lost. */
function writing() {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    document.querySelectorAll("textarea, input:not([type=hidden])")
  );
  return [...fields].some((one) => one.value !== one.defaultValue || one === document.activeElement);
}

/**
 * Show what is new, without losing what is being written.
 * @param {boolean} byItself whether nobody touched the phone; then the server counts it as no use
 */
function renew(byItself) {
  if (!writing()) {
    if (byItself) document.cookie = "r=1; path=/; max-age=2; samesite=strict";
    location.reload();
  } else if (bar) bar.hidden = false;
}

/** Open the line behind the last thing that this page knows. */
function open() {
  line = new EventSource(`/a/live?after=${number}`);
  line.addEventListener("open", () => {
    opened = performance.now();
  });
  line.addEventListener("rang", (event) => {
    number = Number(/** @type {MessageEvent} */ (event).lastEventId);
    renew(true);
  });
  line.addEventListener("error", () => {
    // closed for good after it stood: this device is signed out, and the page has to go
    if (line?.readyState === EventSource.CLOSED && opened && performance.now() - opened > 1000) location.reload();
  });
}

/** Close the line. */
function close() {
  line?.close();
  line = null;
}

if (bar) {
  open();
  addEventListener("pagehide", close);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
      hidden = performance.now();
      return;
    }
    if (!line) open();
    if (performance.now() - hidden > 60000) renew(false);
  });
}

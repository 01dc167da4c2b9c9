/** Elements in which `s` is a letter. */
const WRITTEN_IN = "input, textarea, select, [contenteditable]";

/** Has the key `s` stop the run, wherever the focus is but where somebody writes. */
export function startStopKey(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-ask="stop"]');
  document.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.repeat);
    if (event.key !== "s" || !isPlain || form === null || form.closest("[hidden]") !== null) return;
    if (event.target instanceof Element && event.target.closest(WRITTEN_IN) !== null) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

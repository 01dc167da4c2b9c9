/** Prints all of the page: what is folded is open while it is printed, and charts have the colours of paper. */
export function startPrinting(redraw: () => void): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const details of opened) details.open = true;
    document.documentElement.dataset.scheme = "light";
    redraw();
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    delete document.documentElement.dataset.scheme;
    redraw();
  });
}

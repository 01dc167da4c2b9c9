import { showable } from "../../report/html/showable.ts";

/** Makes an element. What is given as text is text and nothing else, whatever it holds. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  content: string | readonly Node[] = [],
  className = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  if (typeof content === "string") made.textContent = showable(content);
  else made.append(...content);
  return made;
}

/** Text between elements. */
export function words(text: string): Text {
  return document.createTextNode(showable(text));
}

/** Puts text in the place of another; nothing happens where it is the same, so that nobody hears it twice. */
export function say(place: HTMLElement | undefined, text: string): void {
  const shown = showable(text);
  if (place !== undefined && place.textContent !== shown) place.textContent = shown;
}

/** A time of day by the clocks of the day's zone, which all see alike: `10:31:02`. */
export function timeOf(atMs: number, zone: string): HTMLTimeElement {
  const time = make("time", clockTime(atMs, zone));
  time.dateTime = new Date(atMs).toISOString();
  return time;
}

/** `10:31:02`; by this browser's clock where no zone is given. */
export function clockTime(atMs: number, zone?: string): string {
  return new Date(atMs).toLocaleTimeString("en-GB", { timeZone: zone });
}

/** A link to the report of a run, which opens beside this page. */
export function reportLink(run: string): HTMLAnchorElement {
  const link = make("a", `report of run ${run}`);
  link.href = `runs/${encodeURIComponent(run)}/report.html`;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

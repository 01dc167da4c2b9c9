import { element } from "../../report/html/page/elements.ts";
import { clockTime, say } from "./make.ts";

/** Says that what the page shows is what is. */
export function connectionThere(): void {
  show(undefined);
}

/** Says that it may be old. */
export function connectionLost(): void {
  const place = element("connection", HTMLElement);
  if (place?.hidden === false) return;
  show(
    `No connection to brownout since ${clockTime(Date.now())}: what is shown may be old. Where it was begun, Ctrl-C stops a run.`,
  );
}

/** Says why there will be none again. */
export function connectionEnded(why: string): void {
  show(why);
}

function show(text: string | undefined): void {
  const place = element("connection", HTMLElement);
  if (place === undefined) return;
  place.hidden = text === undefined;
  say(place, text ?? "");
}

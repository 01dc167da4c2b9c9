import { element } from "../../../report/html/page/elements.ts";
import { make } from "../make.ts";
import type { Part } from "../part.ts";

/** Everybody who is there. */
export function peoplePart(): Part {
  return {
    day({ present }) {
      const names = present.map(({ name, role }) => make("li", `${name}, ${role}`));
      element("people", HTMLElement)?.replaceChildren(...(names.length > 0 ? names : [make("li", "nobody")]));
    },
  };
}

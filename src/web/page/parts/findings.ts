import { element } from "../../../report/html/page/elements.ts";
import { make, words } from "../make.ts";
import type { Part } from "../part.ts";

/** The findings that were filed. */
export function findingsPart(): Part {
  return {
    day({ findings }) {
      const items = findings.map(({ title, severity, owner, experiment, file }) =>
        make("li", [make("strong", severity), words(` ${title} (${owner}; ${experiment}) `), make("code", file)]),
      );
      element("finding-list", HTMLElement)?.replaceChildren(
        ...(items.length > 0 ? items : [make("li", "None yet.", "note")]),
      );
    },
  };
}

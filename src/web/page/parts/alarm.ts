import { element } from "../../../report/html/page/elements.ts";
import { clockTime, say } from "../make.ts";
import type { Part } from "../part.ts";

/** That a run is being stopped, and by whom, said at once. */
export function alarmPart(): Part {
  return {
    day({ stage, stops, agreement }) {
      const place = element("alarm", HTMLElement);
      if (place === undefined) return;
      const asked = stage.kind === "running" ? stops.filter(({ run }) => run === stage.run) : [];
      const who = [...new Set(asked.map(({ by }) => by))].join(" and ");
      place.hidden = asked.length === 0;
      const at = asked[0] === undefined ? "" : clockTime(asked[0].atMs, agreement.when.zone);
      say(place, asked.length === 0 ? "" : `Stop: ${who}, at ${at}. What was put in is being taken out.`);
    },
  };
}

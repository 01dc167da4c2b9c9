/** The script of a game day's page, and of the one on which people come in. */
import { element } from "../../report/html/page/elements.ts";
import { follow } from "./follow.ts";
import { startForms } from "./forms.ts";
import { startJoin } from "./join.ts";
import { alarmPart } from "./parts/alarm.ts";
import { chartsPart } from "./parts/charts.ts";
import { coursePart } from "./parts/course.ts";
import { criteriaPart } from "./parts/criteria.ts";
import { expectedPart } from "./parts/expected.ts";
import { figuresPart } from "./parts/figures.ts";
import { findingsPart } from "./parts/findings.ts";
import { mapPart } from "./parts/map.ts";
import { notesPart } from "./parts/notes.ts";
import { outcomePart } from "./parts/outcome.ts";
import { peoplePart } from "./parts/people.ts";
import { phasePart } from "./parts/phase.ts";
import { stagePart } from "./parts/stage.ts";
import { startStopKey } from "./stop-key.ts";

if (element("join", HTMLElement) !== undefined) startJoin();
else startDay();

function startDay(): void {
  // Who is in already and opens a link again stays who they are.
  if (document.getElementById(location.hash.slice(1)) === null) history.replaceState(null, "", location.pathname);
  startForms();
  startStopKey();
  follow([
    stagePart(),
    peoplePart(),
    expectedPart(),
    alarmPart(),
    outcomePart(),
    notesPart(),
    findingsPart(),
    coursePart(),
    phasePart(),
    mapPart(),
    criteriaPart(),
    chartsPart(),
    figuresPart(),
  ]);
}

import type { RunResult } from "../../judge/history/result.ts";
import { checkReportPage, pageParts } from "../../values/browser-page.ts";
import { headlineOf } from "../headline.ts";
import { HEAT_DEGREES } from "../heat-degrees.ts";
import { extractLogs } from "../html/log-extracts.ts";
import { pageOf } from "../html/page.ts";
import type { PageData, Span } from "../html/page-data.ts";
import { type RunReading, readRun } from "../html/read-run.ts";
import { armsSection } from "../html/sections/arms.ts";
import { cascadeSection } from "../html/sections/cascade.ts";
import { criteriaSection } from "../html/sections/criteria.ts";
import { degradationSection } from "../html/sections/degradation.ts";
import { experimentSection } from "../html/sections/experiment.ts";
import { faultsSection } from "../html/sections/faults.ts";
import { harnessSection } from "../html/sections/harness.ts";
import { heatMapSection } from "../html/sections/heat-map.ts";
import { logsSection } from "../html/sections/logs.ts";
import { podsSection } from "../html/sections/pods.ts";
import { signalsSection } from "../html/sections/signals.ts";
import { timelineSection } from "../html/sections/timeline.ts";
import { verdictSection } from "../html/sections/verdict.ts";
import { pageSignals } from "../html/signals.ts";
import type { RenderReport } from "./format.ts";

/**
 * A run as a page of HTML, in one file, for people.
 * @throws UsageError where that can't be made
 */
export const renderHtml: RenderReport = async (run) => {
  checkReportPage();
  const { result, plan, experiment } = run;
  const [page, reading, extracts] = await Promise.all([
    pageParts("report"),
    readRun(plan, Object.keys(result.signals), run.events()),
    extractLogs(result, run.logs),
  ]);
  const { timeline, intervals, undos, fallbacks } = reading;
  const body = [
    timelineSection(result, timeline),
    cascadeSection(result, plan),
    degradationSection(result, plan),
    heatMapSection(),
    criteriaSection(result.criteria, intervals),
    armsSection(result, plan),
    faultsSection(result, plan, undos),
    podsSection(result.pods),
    signalsSection(result, plan),
    harnessSection(result.harness),
    logsSection(extracts),
    experimentSection(experiment),
  ];
  const top = verdictSection(result, headlineOf(result, plan, fallbacks));
  return pageOf(`${result.verdict}: ${result.experiment}, ${result.run}`, top, body, dataOf(result, reading), page);
};

function dataOf(result: RunResult, { timeline, abortAtMs }: RunReading): PageData {
  return {
    binMs: timeline.binMs,
    phases: result.phases,
    faults: result.faults.flatMap(({ id, injectedAtMs, undoneAtMs }): Span[] =>
      injectedAtMs === undefined ? [] : [{ name: id, fromMs: injectedAtMs, toMs: undoneAtMs ?? result.durationMs }],
    ),
    ...(abortAtMs !== undefined && { abortAtMs }),
    degrees: HEAT_DEGREES.map(({ word }) => word),
    signals: pageSignals(result, timeline),
  };
}

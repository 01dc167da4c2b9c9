import { formatDuration } from "../../files/experiment/duration.ts";
import { clockTime, timeOf } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import type { DayAgreement, DayCheck, DayEvent, DayEventOf } from "../../judge/gameday/day-event.ts";
import type { DayState, DayStep } from "../../judge/gameday/day-state.ts";
import { peopleInWords } from "../gameday/report-words.ts";
import { howMany } from "./figures.ts";
import { timeInWords } from "./gameday.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";

const outcomes: Readonly<Record<DayCheck["outcome"], { readonly sign: string; readonly style: Style }>> = {
  ok: { sign: "✓", style: "good" },
  warning: { sign: "!", style: "warn" },
  refused: { sign: "✗", style: "bad" },
};

/**
 * Tells people at a terminal what happens on a game day, as lines no wider than it. A day that is taken up again is told of from
 * there on.
 */
export class DayTeller {
  readonly #terminal: () => Terminal;
  /** The turn that was told of: an experiment is checked again just before its run, and who asked for that is told of refusals. */
  #turn = "";

  /** @param terminal asked each time, since people resize it */
  constructor(terminal: () => Terminal) {
    this.#terminal = terminal;
  }

  /** The lines for an event, with the state after it; none for what is seen otherwise. */
  tell(event: DayEvent, state: DayState): readonly string[] {
    return printLines(this.#linesOf(event, state), this.#terminal());
  }

  /** Tells what was agreed on, what was looked at before the day began, and how far it has come. */
  tellDay(state: DayState): readonly string[] {
    const { columns } = this.#terminal();
    const { agreement, checks, stage, steps } = state;
    const through = steps.filter(({ isReviewed }) => isReviewed);
    const lines = [
      ...agreed(agreement, columns),
      [],
      ...checkLines(checks, columns),
      ...stepLines(through, columns),
      ...(stage.kind === "deciding" ? this.#turnOf(stage.experiment, state) : []),
      ...(stage.kind === "reviewing"
        ? stepLines(
            steps.filter((step) => step.experiment === stage.experiment),
            columns,
          )
        : []),
    ];
    return printLines(lines, this.#terminal());
  }

  #linesOf(event: DayEvent, state: DayState): readonly Line[] {
    const { columns } = this.#terminal();
    const at = timeOf(clockTime(event.atMs, state.agreement.when.zone));
    switch (event.type) {
      case "checked":
        return event.experiment === undefined
          ? checkLines(event.checks, columns)
          : this.#turnOf(event.experiment, state);
      case "came":
        return said(at, `${event.person.name} is here (${event.person.role})`, columns);
      case "went":
        return said(at, `${event.person.name} went`, columns);
      case "decided":
        return said(at, `${event.by}: ${event.go ? "go" : `no-go: ${event.why}`}`, columns);
      case "run-began":
        return said(at, `run ${event.run}`, columns);
      case "run-ended":
        return said(at, `${event.experiment}: ${event.headline}`, columns);
      case "run-failed":
        return wrapText(`${event.experiment} has no verdict: ${event.why}`, columns, { lead: [span("bad", "✗ ")] });
      case "noted":
        return said(at, `${event.by} notes: ${event.text}`, columns);
      case "stop-asked":
        return said(at, `${event.by} stops the run`, columns);
      case "learned":
        return said(at, `${event.by} learned: ${event.text}`, columns);
      case "finding-filed":
        return said(at, findingInWords(event), columns);
      case "left":
        return said(at, `the day is left: ${event.why}`, columns);
      case "resumed":
        return said(at, "the day is taken up again", columns);
      case "day-ended":
        return [[], ...endLines(state, columns)];
      default:
        return [];
    }
  }

  #turnOf(experiment: string, state: DayState): readonly Line[] {
    const { columns } = this.#terminal();
    const place = state.steps.findIndex((step) => step.experiment === experiment);
    const step = state.steps[place];
    const planned = state.agreement.experiments[place];
    if (step === undefined || planned === undefined) return [];
    const turn = `${experiment} ${step.runs.length} ${step.decision?.atMs}`;
    if (this.#turn === turn) return [];
    this.#turn = turn;
    const of = `${place + 1} of ${state.steps.length}`;
    return [
      [],
      [span("accent", `${of}  `), span("strong", experiment), span("faint", `  ${formatDuration(planned.lengthMs)}`)],
      ...(planned.title === planned.hypothesis ? [] : wrapText(planned.title, columns)),
      ...wrapText(planned.hypothesis, columns, { lead: [span("accent", "expected  ")] }),
      ...checkLines(step.checks, columns),
    ];
  }
}

function agreed(agreement: DayAgreement, columns: number): readonly Line[] {
  const { title, name, when, participants, environment, experiments } = agreement;
  const named = (label: string, text: string) => wrapText(text, columns, { lead: [span("faint", label.padEnd(13))] });
  return [
    [span("accent", "game day  "), span("strong", title), ...(title === name ? [] : [span("faint", `  ${name}`)])],
    ...named("when", timeInWords(when)),
    ...named("who", peopleInWords(participants)),
    ...named("where", environment),
    ...named("experiments", experiments.map((one) => one.name).join(", ")),
    ...named("way back", agreement.wayBack.join("; ")),
  ];
}

function checkLines(checks: readonly DayCheck[], columns: number): readonly Line[] {
  return checks.flatMap(({ what, outcome, detail }) => {
    const { sign, style } = outcomes[outcome];
    return wrapText(`${what}: ${detail}`, columns, { lead: [span(style, `${sign} `)] });
  });
}

function said(at: string, text: string, columns: number): readonly Line[] {
  return wrapText(text, columns, { lead: [span("faint", `${at}  `)] });
}

function findingInWords({ finding: { file, severity, owner, title } }: DayEventOf<"finding-filed">): string {
  return `filed as ${file}: ${title} (${severity}, ${owner})`;
}

function endLines(state: DayState, columns: number): readonly Line[] {
  const { agreement, steps, findings, ended } = state;
  const spent = ended?.spent;
  const budget = agreement.budget;
  return [
    line("strong", `${agreement.title} is over`),
    ...stepLines(steps, columns),
    ...wrapText(`${howMany(findings.length, "finding")}, ${howMany(state.notes.length, "note")}`, columns),
    ...(spent === undefined || budget === undefined
      ? []
      : wrapText(
          `error budget: ${formatNumber(spent.failed)} of ${formatNumber(spent.requests)} requests failed; ${formatNumber(Math.floor(budget.left))} might have`,
          columns,
        )),
  ];
}

function stepLines(steps: readonly DayStep[], columns: number): readonly Line[] {
  const width = Math.max(0, ...steps.map(({ experiment }) => experiment.length));
  return steps.flatMap((step) =>
    wrapText(outcomeOf(step), columns, { lead: [span("strong", `${step.experiment.padEnd(width)}  `)] }),
  );
}

/** Of the last run: those before it proved nothing that it doesn't. */
function outcomeOf({ runs, decision }: DayStep): string {
  const end = runs.at(-1)?.end;
  if (end?.type === "run-ended") return `${end.verdict}: ${end.headline}`;
  if (end?.type === "run-failed") return `no verdict: ${end.why}`;
  return decision?.go === false ? `no-go: ${decision.why}` : "not run";
}

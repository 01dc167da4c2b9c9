import { parseDocument, type YamlDocument } from "../yaml/document.ts";
import { fieldsOf } from "../yaml/fields.ts";
import type { Problem, Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import type { BudgetSpec, Environment, Gameday, TimeWindow, When } from "./gameday.ts";
import { GamedayError } from "./gameday-error.ts";
import { type GamedayFile, gamedaySchema } from "./gameday-schema.ts";
import { dateOf, parseWhen } from "./parse-when.ts";

/** A game day and the text that it was read from, for problems that only its experiments or a clock show. */
export interface ReadGameday {
  readonly gameday: Gameday;
  readonly document: YamlDocument;
  /** The text itself. */
  readonly text: string;
}

/**
 * Reads a game day's file by itself: nothing that it names is looked at.
 * @throws GamedayError with everything that is wrong
 */
export function parseGameday(source: Source): ReadGameday {
  const document = parseDocument(source);
  if (document.value === undefined) throw new GamedayError(document.problems);
  const { value: file, problems } = readBySchema(gamedaySchema, document);
  const report = (problem: Problem) => void problems.push(problem);
  const raw = fieldsOf(document.value);
  const when = parseWhen(raw, document, report);
  if (file !== undefined) checkExceed(file, document, report);
  if (file !== undefined && when !== undefined) checkWindow(file, when, document, report);
  if (problems.length > 0 || file === undefined || when === undefined) throw new GamedayError(problems);
  return { gameday: assemble(source.path, file, when), document, text: source.text };
}

function checkExceed({ budget }: GamedayFile, document: YamlDocument, report: (problem: Problem) => void): void {
  if (budget?.exceed === undefined) return;
  dateOf(budget.exceed.on, (message) => report(document.problemAt(["budget", "exceed", "on"], { message })));
}

/** The whole day must be inside of the hours of low traffic, not its beginning alone. */
function checkWindow(
  { environment, lasts }: GamedayFile,
  { time }: When,
  document: YamlDocument,
  report: (problem: Problem) => void,
): void {
  if (environment.is !== "production") return;
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  if (isInside(environment.window, hours * 60 + minutes, lasts / 60_000)) return;
  const message = `a day from ${time} that lasts ${lasts / 60_000} minutes isn't all inside of it`;
  report(document.problemAt(["environment", "window"], { message }));
}

const DAY_MIN = 24 * 60;

/** Tells whether some minutes from a minute of the day on are all inside of a window. */
export function isInside({ fromMin, toMin }: TimeWindow, startMin: number, lengthMin: number): boolean {
  const windowMin = (toMin - fromMin + DAY_MIN) % DAY_MIN;
  const afterMin = (startMin - fromMin + DAY_MIN) % DAY_MIN;
  return afterMin + lengthMin <= windowMin;
}

function assemble(path: string, file: GamedayFile, when: When): Gameday {
  const { name, title = name, lasts: lastsMs, participants, experiments, "way-back": wayBack, budget } = file;
  return {
    path,
    name,
    title,
    when,
    lastsMs,
    participants,
    environment: environmentOf(file.environment),
    experiments,
    wayBack,
    ...(budget && { budget: budgetOf(budget) }),
  };
}

function environmentOf({ on, ...file }: GamedayFile["environment"]): Environment {
  const platform = on === undefined ? {} : { on };
  if (file.is === "staging") return { is: file.is, ...platform };
  const { is, approver, window, "max-services": maxServices, rate } = file;
  const { prometheus: url, query, below: belowPerS } = rate;
  return { is, ...platform, approver, window, maxServices, rate: { url, query, belowPerS } };
}

function budgetOf({ slo, window, spent, exceed }: NonNullable<GamedayFile["budget"]>): BudgetSpec {
  const source =
    typeof spent === "string"
      ? ({ kind: "file", path: spent } as const)
      : ({ kind: "prometheus", url: spent.prometheus, requests: spent.requests, failed: spent.failed } as const);
  return { slo, windowDays: window, spent: source, ...(exceed && { exceed }) };
}

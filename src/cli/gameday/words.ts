import { DeskError } from "../../assembly/gameday/desk-error.ts";
import { type Person, type Role, roles } from "../../judge/gameday/day-event.ts";
import type { DayStage } from "../../judge/gameday/day-state.ts";
import { UsageError } from "../../values/errors.ts";
import type { AtDesk } from "./at-desk.ts";
import { fileFinding } from "./file-finding.ts";

/** A word that a line may begin with, and what it does. */
export interface Word {
  /** The line, with what may stand behind the word in capitals. */
  readonly usage: string;
  /** Stages at which it makes sense. */
  readonly stages: readonly DayStage["kind"][];
  say(rest: string, at: AtDesk): Promise<void>;
}

const always = ["gathering", "deciding", "running", "reviewing", "closing"] as const;

/** All words by name, in the order in which they are offered. */
const words: Readonly<Record<string, Word>> = {
  begin: alone("begin", "gathering", ({ desk, leader }) => desk.begin(leader)),
  go: alone("go", "deciding", (at) => decide(at, true)),
  "no-go": {
    usage: "no-go WHY",
    stages: ["deciding"],
    say: async (rest, at) => decide(at, false, await restOrAnswer(rest, "Why not? ", at)),
  },
  learned: {
    usage: "learned TEXT",
    stages: ["reviewing"],
    say: async (rest, at) => at.desk.learn(at.leader, await restOrAnswer(rest, "What was learned? ", at)),
  },
  finding: {
    usage: "finding SEVERITY OWNER TITLE [-- TEXT]",
    stages: ["reviewing"],
    say: fileFinding,
  },
  again: alone("again", "reviewing", ({ desk, leader }) => desk.again(leader)),
  next: alone("next", "reviewing", ({ desk, leader }) => desk.reviewed(leader)),
  end: alone("end", "closing", ({ desk, leader }) => desk.end(leader)),
  // Whatever stands behind it: a run is stopped at once.
  stop: { usage: "stop", stages: ["running"], say: (_rest, { desk, leader }) => desk.stop(leader) },
  note: {
    usage: "note TEXT",
    stages: always,
    say: async (rest, at) => at.desk.note(at.leader, await restOrAnswer(rest, "Note: ", at)),
  },
  here: { usage: "here [NAME [as scribe|observer]]", stages: always, say: come },
  gone: { usage: "gone NAME", stages: always, say: (rest, { desk }) => desk.go(personNamed(rest, desk.state.present)) },
  leave: {
    usage: "leave [WHY]",
    stages: always,
    say: (rest, { desk, leader }) => desk.leave(leader, rest === "" ? "the leader left" : rest),
  },
};

/** A word with nothing behind it: a sentence that begins with it is none, and nothing of it is dropped. */
function alone(usage: string, stage: DayStage["kind"], say: (at: AtDesk) => Promise<void>): Word {
  return {
    usage,
    stages: [stage],
    say: async (rest, at) => {
      if (rest === "") return say(at);
      throw new UsageError({
        message: `\`${usage}\` stands alone, and nothing was done`,
        hint: `Write \`${usage}\` in a line of its own; \`note TEXT\` keeps a sentence.`,
      });
    },
  };
}

/** The words that make sense at a stage, as they are written. */
export function wordsAt(stage: DayStage["kind"]): readonly string[] {
  return Object.values(words).flatMap(({ usage, stages }) => (stages.includes(stage) ? usage : []));
}

/**
 * Does what a line says.
 * @throws DeskError, UsageError, FindingNotFiledError where it can't be done
 */
export async function sayLine(line: string, at: AtDesk): Promise<void> {
  const { name, word, rest } = readLine(line);
  if (word !== undefined) await word.say(rest, at);
  else if (name !== "") {
    const offered = wordsAt(at.desk.state.stage.kind).join(", ");
    throw new UsageError({ message: `no line begins with ${JSON.stringify(name)}`, hint: `Write one of: ${offered}.` });
  }
}

/** Tells whether a line may be said while a run is under way. */
export function isForRuns(line: string): boolean {
  return readLine(line).word?.stages.includes("running") ?? true;
}

/** Tells whether a line is a single word, one that makes sense at a stage. */
export function isWordAlone(line: string, stage: DayStage["kind"]): boolean {
  const { word, rest } = readLine(line);
  return word !== undefined && rest === "" && word.stages.includes(stage);
}

function readLine(line: string): { readonly name: string; readonly word: Word | undefined; readonly rest: string } {
  const [, name = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  return { name, word: Object.hasOwn(words, name) ? words[name] : undefined, rest };
}

/** Says go or no-go, and begins first where the day has not. */
async function decide({ desk, leader }: AtDesk, go: boolean, why?: string): Promise<void> {
  if (desk.state.stage.kind === "gathering") await desk.begin(leader);
  await desk.decide(leader, go, why);
}

async function restOrAnswer(rest: string, question: string, { ask }: AtDesk): Promise<string> {
  return rest === "" && ask !== undefined ? ask(question) : rest;
}

/** Notes who is there; all whom the file names where nobody is named. */
async function come(rest: string, { desk }: AtDesk): Promise<void> {
  const { participants } = desk.state.agreement;
  const others = participants.filter(({ role }) => role !== "leader");
  if (rest === "") for (const person of others) await desk.come(person);
  else {
    const [, name = "", role] = /^(.*?)(?:\s+as\s+(\S+))?$/.exec(rest) ?? [];
    const invited = [...others, ...participants].find((person) => person.name === name);
    await desk.come({ name, role: role === undefined ? (invited?.role ?? "observer") : roleNamed(role) });
  }
}

function roleNamed(name: string): Role {
  const role = roles.find((one) => one === name && one !== "leader");
  if (role !== undefined) return role;
  throw new DeskError({
    message: `${JSON.stringify(name)} is no part that somebody can come in`,
    hint: "It is scribe or observer.",
  });
}

function personNamed(name: string, people: readonly Person[]): Person {
  const person = people.find((one) => one.name === name);
  if (person !== undefined) return person;
  const names = people.map((one) => one.name).join(", ");
  throw new DeskError({ message: `${JSON.stringify(name)} isn't here`, hint: `Here are: ${names}.` });
}

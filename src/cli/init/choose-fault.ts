import { z } from "zod";
import { type FaultKey, ownKeysOf } from "../../files/experiment/fault-keys.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Draft, FaultWords } from "../../files/init/experiment-words.ts";
import { explain } from "../../files/yaml/read-by-schema.ts";
import { UsageError } from "../../values/errors.ts";
import { asInFile } from "../inject/fault-options.ts";
import type { Begun } from "./begun.ts";
import { offeredFaults, usualKeys } from "./offered-faults.ts";
import { type Ask, answerTo, notAmong, type Question } from "./question.ts";

/** Options that say something of the fault. */
export interface GivenFault {
  /** A service, or an edge: `web -> pricing`. */
  readonly at?: string;
  /** Its type. */
  readonly fault?: string;
  /** Values of its keys. */
  readonly with: Readonly<Record<string, string>>;
}

/** Says what edges and services get where nobody says otherwise. */
const USUAL = { edge: "latency", service: "kill" } as const;

/** Chooses where a fault is, which it is, and what its keys say; the draft's own where all of that is as it was. */
export async function chooseFault(
  draft: Draft,
  platform: Begun["platform"],
  given: GivenFault,
  ask: Ask | undefined,
): Promise<FaultWords> {
  checkIsOffered(platform, given.fault);
  const on = normalized(
    await answerTo(placeQuestion(draft, platform, given.fault), given.at && normalized(given.at), ask),
  );
  const kinds = offeredFaults(platform, kindOfPlace(on));
  const type = await answerTo(typeQuestion(draft, on, kinds), given.fault, ask);
  const kind = kinds.find((one) => one.type === type);
  if (kind === undefined) throw new UsageError({ message: `${type} can't be chosen on ${on}` });
  const keys = await chooseKeys(kind, { ...usualKeys(kind, given.with), ...keysOfDraft(draft, type) }, given.with, ask);
  const { fault } = draft.words;
  const isDrafts = type === fault.type && on === fault.on && sameKeys(keys, fault.keys);
  return isDrafts ? fault : { type, on, keys };
}

function checkIsOffered(platform: Begun["platform"], type: string | undefined): void {
  const types = [...offeredFaults(platform, "edge"), ...offeredFaults(platform, "service")].map((kind) => kind.type);
  const wrong = type === undefined ? undefined : notAmong(type, types);
  if (wrong === undefined) return;
  throw new UsageError({
    message: `--fault ${type}: ${wrong}`,
    hint: "Others can be added to the experiment later, where the machine can make them: `brownout new --help`.",
  });
}

/** One space on each side of an edge's arrow, as files have it. */
function normalized(place: string): string {
  return place.trim().replace(/\s*->\s*/, " -> ");
}

function kindOfPlace(place: string): "edge" | "service" {
  return place.includes(" -> ") ? "edge" : "service";
}

function placeQuestion({ words, edges, services }: Draft, platform: Begun["platform"], type?: string): Question {
  const kindsAt = (place: string) => offeredFaults(platform, kindOfPlace(place));
  const all = [...edges, ...services].filter((place) => kindsAt(place).length > 0);
  const places = type === undefined ? all : all.filter((place) => kindsAt(place).some((kind) => kind.type === type));
  if (places.length === 0) {
    throw new UsageError({
      message: `there is nothing that ${type ?? "a fault"} could be put on: no ${edges.length === 0 ? "call" : "service"} is known`,
      hint: "In a graph, `calls` says who calls whom; with --url, --dependency says it.",
    });
  }
  const [only, ...others] = places;
  const usual = places.includes(words.fault.on) ? words.fault.on : others.length === 0 ? only : undefined;
  return {
    option: "--at",
    text: "Where does something go wrong? A call, or a service",
    ...(usual !== undefined && { usual }),
    answers: places.map((value) => ({
      value,
      hint: value.includes(" -> ") ? "calls of the one to the other" : "the service itself",
    })),
    wrong: (answer) => notAmong(normalized(answer), all),
  };
}

function typeQuestion({ words }: Draft, on: string, kinds: readonly FaultKind[]): Question {
  const types = kinds.map(({ type }) => type);
  const usual =
    types.find((type) => type === words.fault.type) ?? types.find((type) => type === USUAL[kindOfPlace(on)]);
  return {
    option: "--fault",
    text: `What goes wrong on ${on}?`,
    ...(usual !== undefined && { usual }),
    answers: kinds.map(({ type, summary }) => ({ value: type, hint: summary })),
    wrong: (answer) => notAmong(answer, types),
  };
}

/** The keys that a draft has for a type; none where its fault is another. */
function keysOfDraft({ words: { fault } }: Draft, type: string): FaultWords["keys"] {
  return fault.type === type ? fault.keys : {};
}

async function chooseKeys(
  kind: FaultKind,
  usual: FaultWords["keys"],
  given: GivenFault["with"],
  ask: Ask | undefined,
): Promise<FaultWords["keys"]> {
  const keys = ownKeysOf(kind);
  const unknown = Object.keys(given).find((name) => !keys.some((key) => key.name === name));
  if (unknown !== undefined) {
    const those = keys.length === 0 ? "it has none" : `it has ${keys.map(({ name }) => name).join(", ")}`;
    throw new UsageError({ message: `--with ${unknown}: ${kind.type} has no such key; ${those}` });
  }
  const chosen: Record<string, unknown> = {};
  for (const key of keys) {
    const value = given[key.name];
    if (value === undefined && !key.isNeeded && usual[key.name] === undefined) continue;
    chosen[key.name] = asInFile(await answerTo(keyQuestion(kind, key, usual[key.name]), value, ask), key);
  }
  return chosen;
}

function keyQuestion(kind: FaultKind, key: FaultKey, drafted: unknown): Question {
  const usual = drafted ?? key.examples?.[0];
  const schema = kind.params.shape[key.name];
  return {
    option: `--with ${key.name}=`,
    text: `${key.description ?? `${key.name} of ${kind.type}`}?`,
    ...(usual !== undefined && { usual: String(usual) }),
    ...(key.enum !== undefined && { answers: key.enum.map((value) => ({ value })) }),
    wrong: (answer) =>
      schema && z.safeParse(schema, asInFile(answer, key), { error: explain }).error?.issues[0]?.message,
  };
}

function sameKeys(a: FaultWords["keys"], b: FaultWords["keys"]): boolean {
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => String(a[name]) === String(b[name]));
}

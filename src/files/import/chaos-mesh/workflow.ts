import { z } from "zod";
import { formatDuration, parseDuration } from "../../experiment/duration.ts";
import { type Path, show } from "../../yaml/problem.ts";
import type { ChosenServices } from "../chosen-services.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { ImportError } from "../import-error.ts";
import { chaosFault, type FaultTime, type MadeFault } from "./chaos-fault.ts";
import { embeddedKey, kindsInPods } from "./kinds.ts";
import { remarkOnRepeats } from "./repeats.ts";

/** As many as an experiment may have faults. */
const STEPS_MAX = 100;

const workflowSchema = z.strictObject({
  entry: z.string(),
  templates: z.array(z.looseObject({ name: z.string(), templateType: z.string() })),
});

const templateSchema = z.looseObject({
  name: z.string(),
  templateType: z.string(),
  deadline: z.string().optional(),
  children: z.array(z.string()).nullish(),
});

/** The faults of a Workflow, each at its time from the beginning of the fault phase, and the length of all of it where something says it. */
export function workflowFaults(
  document: ForeignDocument,
  path: Path,
  namespace: string | undefined,
  services: ChosenServices,
): { readonly faults: readonly MadeFault[]; readonly lengthMs: number | undefined } {
  const { entry, templates } = document.read(workflowSchema, path);
  const walk = new Walk(
    document,
    [...path, "templates"],
    templates.map(({ name }) => name),
    namespace,
    services,
  );
  const endMs = walk.play(entry, { startMs: 0 }, []);
  walk.leaveUnplayed();
  return { faults: walk.faults, lengthMs: endMs > 0 ? endMs : undefined };
}

/** A walk through the templates of a workflow in the order in which they are played. */
class Walk {
  readonly faults: MadeFault[] = [];
  readonly #document: ForeignDocument;
  readonly #templates: Path;
  readonly #names: readonly string[];
  readonly #namespace: string | undefined;
  readonly #services: ChosenServices;
  readonly #played = new Set<string>();
  #steps = 0;

  constructor(
    document: ForeignDocument,
    templates: Path,
    names: readonly string[],
    namespace: string | undefined,
    services: ChosenServices,
  ) {
    this.#document = document;
    this.#templates = templates;
    this.#names = names;
    this.#namespace = namespace;
    this.#services = services;
  }

  /**
   * Plays a template at its time.
   * @param above the templates that it is in
   * @returns when it ends
   * @throws ImportError where it is in itself, or there is no end of steps
   */
  play(name: string, time: FaultTime, above: readonly string[]): number {
    const index = this.#names.indexOf(name);
    if (index < 0) throw this.#error(`there is no template ${show(name)}`, "Name one that is under templates.");
    if (above.includes(name))
      throw this.#error(`template ${show(name)} is in itself`, "Take it out of its own children.");
    if (++this.#steps > STEPS_MAX)
      throw this.#error(`it has more than ${STEPS_MAX} steps`, "Make several experiments of it.");
    this.#played.add(name);
    const path = [...this.#templates, index];
    const template = this.#document.read(templateSchema, path);
    const deadlineMs = this.#deadline(path, template.deadline);
    const mostMs = least(time.mostMs, deadlineMs);
    const own = { startMs: time.startMs, ...(mostMs !== undefined && { mostMs }) };
    return this.#playType(template.templateType, template.children ?? [], path, own, [...above, name]);
  }

  /** Notes templates that nothing led to. */
  leaveUnplayed(): void {
    for (const [index, name] of this.#names.entries()) {
      if (!this.#played.has(name))
        this.#document.leave([...this.#templates, index], "nothing that is carried over leads to it");
    }
  }

  #playType(type: string, children: readonly string[], path: Path, time: FaultTime, above: readonly string[]): number {
    const endOf = (lengthMs = 0) => time.startMs + lengthMs;
    switch (type) {
      case "Serial":
        return children.reduce((startMs, child) => this.#playWithin(child, startMs, time, above), time.startMs);
      case "Parallel":
        return Math.max(time.startMs, ...children.map((child) => this.#playWithin(child, time.startMs, time, above)));
      case "Suspend":
        return endOf(time.mostMs);
      case "Schedule":
        return this.#playSchedule(path, time);
      case "Task":
        this.#document.leave(
          path,
          "runs a program of its own, and decides by it what comes next; brownout doesn't, and goes on at once",
        );
        return endOf();
      case "StatusCheck":
        this.#document.leave(
          path,
          "asks a URL; write a load on it, and a criterion under abort, if that shall end the run",
        );
        return endOf(time.mostMs);
      default:
        return this.#playChaos(type, [...path, embeddedKey(type)], path, time);
    }
  }

  /** Plays a child in what is left of its parent's time. */
  #playWithin(
    child: string,
    startMs: number,
    { startMs: beganMs, mostMs }: FaultTime,
    above: readonly string[],
  ): number {
    const leftMs = mostMs === undefined ? undefined : beganMs + mostMs - startMs;
    if (leftMs !== undefined && leftMs <= 0) {
      this.#document.leave(
        [...this.#templates, this.#names.indexOf(child)],
        "its parent's deadline is over before it begins",
      );
      this.#played.add(child);
      return startMs;
    }
    return this.play(child, { startMs, ...(leftMs !== undefined && { mostMs: leftMs }) }, above);
  }

  #playSchedule(path: Path, time: FaultTime): number {
    const { type, schedule } = this.#document.read(z.looseObject({ type: z.string(), schedule: z.string() }), [
      ...path,
      "schedule",
    ]);
    this.#document.leave([...path, "schedule", "schedule"], `is played once here, and not ${schedule}`);
    remarkOnRepeats(this.#document, [...path, "schedule"], embeddedKey(type));
    return this.#playChaos(type, [...path, "schedule", embeddedKey(type)], path, time);
  }

  #playChaos(kind: string, spec: Path, path: Path, time: FaultTime): number {
    if (!kindsInPods.includes(kind)) {
      this.#document.leave([...path, "templateType"], `${kind} is nothing that brownout makes and undoes in pods`);
      return time.startMs + (time.mostMs ?? 0);
    }
    const index = path.at(-1);
    const name = this.#names[Number(index)] ?? "";
    const made = chaosFault(
      this.#document,
      { kind, name, path: spec, namespace: this.#namespace },
      time,
      this.#services,
    );
    if (made !== undefined) this.faults.push(made);
    // A step with a deadline lasts until then, also where what it put in is out before.
    return time.mostMs === undefined ? (made?.endMs ?? time.startMs) : time.startMs + time.mostMs;
  }

  #deadline(path: Path, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const ms = parseDuration(text);
    if (ms === undefined)
      this.#document.leave(
        [...path, "deadline"],
        `found ${show(text)}; expected a duration as ${formatDuration(90_000)}`,
      );
    return ms;
  }

  #error(message: string, hint: string): ImportError {
    return new ImportError({ message: `${this.#document.file}: the workflow can't be read: ${message}`, hint });
  }
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}

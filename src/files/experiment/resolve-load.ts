import type { YamlDocument } from "../yaml/document.ts";
import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import { checkSessions } from "./check-sessions.ts";
import { checkSteps, takenBefore } from "./check-steps.ts";
import type { CommandForm } from "./commands/command-form.ts";
import { checkCommand, commandFormOf, commandSpec, type LoadContext } from "./commands/resolve-command.ts";
import { ConcealedText } from "./concealed-text.ts";
import { type LoadFile, loadSchema, writtenCommand } from "./load-schema.ts";
import type { LoadSpec, RequestSpec } from "./load-spec.ts";
import { parseRequest } from "./parse-request.ts";
import { resolveGenerator } from "./resolve-generator.ts";
import { checkNotBacking, checkRoute, checkService, type ResolveContext } from "./resolve-names.ts";
import { sentText, sentTexts, shownPath } from "./sent-text.ts";
import { type StepSpec, stepNames } from "./steps.ts";
import { parseTemplate } from "./template.ts";

/**
 * Makes a load of its part of the file; reports what is wrong with requests, templates and services, also
 * where the schema refuses another part of the load.
 */
export function resolveLoad(name: string, written: unknown, context: LoadContext): LoadSpec | undefined {
  const path = ["load", name];
  const part = fieldsOf(written);
  const form = commandFormOf(part);
  if (form !== undefined) return resolveCommand(form, name, written, context);
  if (part.vegeta !== undefined) return generatedLoad(name, part, written, context);
  const places = requestPlaces(part, path);
  checkTemplates(part, { path, taken: [] }, context);
  for (const place of places.filter((one) => one.path !== path)) checkTemplates(place.part, place, context);
  const targets = places.map((place) => resolveTarget(place.part.request, place, context));
  const load = loadSchema.safeParse(written).data;
  if (part.sessions !== undefined) checkSessions(part, targets[0]?.method, load, path, context);
  if (part.steps !== undefined) checkSteps(part, path, context);
  return load && toSpec(name, load, targets, context.document);
}

function resolveCommand(form: CommandForm, name: string, written: unknown, context: LoadContext): LoadSpec | undefined {
  const path = ["load", name];
  checkCommand(form, fieldsOf(written), path, context);
  const load = loadSchema.safeParse(written).data;
  const command = load && writtenCommand(load, form);
  if (load === undefined || command === undefined) return undefined;
  return { ...specOf(name, load), command: commandSpec(form, command, [...path, form.key], context) };
}

function generatedLoad(name: string, part: Fields, written: unknown, context: LoadContext): LoadSpec | undefined {
  const load = loadSchema.safeParse(written).data;
  const generator = resolveGenerator(part, load, ["load", name], context);
  return load && generator && { ...specOf(name, load), generator };
}

/** The parts of a load that all kinds have, with nothing to send yet. */
function specOf(name: string, load: LoadFile): LoadSpec {
  return {
    name,
    pacing: load.rate,
    requests: [],
    timeoutMs: load.timeout,
    ...traceparentOf(load),
    maxInFlight: load["max-in-flight"],
    failOn: load["fail-on"],
  };
}

function traceparentOf({ traceparent }: LoadFile): Pick<LoadSpec, "traceparent"> {
  return traceparent ? {} : { traceparent };
}

/** One place of a load that says a request. */
interface RequestPlace {
  readonly part: Fields;
  readonly path: Path;
  /** Values that earlier steps took. */
  readonly taken: readonly string[];
}

function requestPlaces(part: Fields, path: Path): readonly RequestPlace[] {
  if (part.requests === undefined && part.steps === undefined) return [{ part, path, taken: [] }];
  const key = part.requests === undefined ? "steps" : "requests";
  const taken = key === "steps" ? takenBefore(part.steps) : [];
  return itemsOf(part[key])
    .map((item, index) => ({ part: fieldsOf(item), path: [...path, key, index], taken: taken[index] ?? [] }))
    .filter((place) => key === "requests" || place.part.think === undefined);
}

function toSpec(
  name: string,
  load: LoadFile,
  targets: readonly (Target | undefined)[],
  document: YamlDocument,
): LoadSpec {
  const path = ["load", name];
  const headersAt = (headers: Readonly<Record<string, string>>, at: Path) =>
    sentTexts(headers, [...at, "headers"], document);
  const bodyAt = (body: string | undefined, at: Path) =>
    body === undefined ? {} : { body: sentText(body, [...at, "body"], document) };
  const written = writtenRequests(load);
  return {
    name,
    pacing: load.rate,
    requests: written.flatMap(({ weight, headers, body, at }, index): RequestSpec[] => {
      const target = targets[index];
      const place = [...path, ...at];
      const all = { ...headersAt(load.headers, path), ...headersAt(headers, place) };
      const sent = { ...bodyAt(load.body, path), ...bodyAt(body, place) };
      return target === undefined ? [] : [{ ...target, headers: all, ...sent, weight }];
    }),
    timeoutMs: load.timeout,
    ...(load.retry && { retry: load.retry }),
    ...(load.sessions && { sessions: load.sessions }),
    ...(load.steps && { steps: stepSpecs(load.steps) }),
    ...traceparentOf(load),
    maxInFlight: load["max-in-flight"],
    failOn: load["fail-on"],
  };
}

interface WrittenRequest {
  readonly weight: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Its place in the load. */
  readonly at: Path;
}

function writtenRequests({ requests, steps }: LoadFile): readonly WrittenRequest[] {
  if (steps !== undefined) {
    return steps.flatMap(({ request, headers = {}, body }, index) =>
      request === undefined ? [] : [{ weight: 1, headers, body, at: ["steps", index] }],
    );
  }
  if (requests === undefined) return [{ weight: 1, headers: {}, body: undefined, at: [] }];
  return requests.map(({ weight, headers, body }, index) => ({ weight, headers, body, at: ["requests", index] }));
}

/** Pauses that follow each other are one. */
function stepSpecs(steps: NonNullable<LoadFile["steps"]>): readonly StepSpec[] {
  const names = stepNames(steps);
  const specs: StepSpec[] = [];
  let thinkMs = { from: 0, to: 0 };
  for (const { think, take = {} } of steps) {
    if (think !== undefined) {
      thinkMs = { from: thinkMs.from + think.from, to: thinkMs.to + think.to };
      continue;
    }
    const taken = Object.entries(take).map(([name, from]) => ({ name, from }));
    specs.push({ name: names[specs.length] ?? "", thinkMs, take: taken });
    thinkMs = { from: 0, to: 0 };
  }
  return specs;
}

type Target = Pick<RequestSpec, "method" | "service" | "path">;

function resolveTarget(text: unknown, place: RequestPlace, context: ResolveContext): Target | undefined {
  if (typeof text !== "string") return undefined;
  const path = [...place.path, "request"];
  const request = parseRequest(text, place.taken);
  if (!request.ok) {
    const { ok, offset, ...parts } = request;
    context.report(context.document.problemInside(path, offset, parts));
    return undefined;
  }
  const { ok, serviceAt, ...target } = request;
  if (target.service !== undefined) {
    checkService(context, path, target.service, serviceAt);
    checkNotBacking(context, path, target.service, serviceAt);
    checkRoute(context, path, { ...target, service: target.service }, serviceAt);
  }
  const shown = context.document.shownAt(path);
  if (typeof shown !== "string") return target;
  return { ...target, path: new ConcealedText(target.path, shownPath(shown, target.service)) };
}

function checkTemplates(
  { headers, body }: Fields,
  { path, taken }: Omit<RequestPlace, "part">,
  context: ResolveContext,
): void {
  const check = (text: unknown, ...keys: Path) => {
    if (typeof text !== "string") return;
    const template = parseTemplate(text, taken);
    if (template.ok) return;
    context.report(context.document.problemInside([...path, ...keys], template.offset, { message: template.problem }));
  };
  for (const [name, value] of Object.entries(fieldsOf(headers))) check(value, "headers", name);
  check(body, "body");
}

import type { YamlDocument } from "../yaml/document.ts";
import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import { checkSessions } from "./check-sessions.ts";
import { ConcealedText } from "./concealed-text.ts";
import type { LoadSpec, RequestSpec } from "./experiment.ts";
import { type LoadFile, loadSchema } from "./load-schema.ts";
import { parseRequest } from "./parse-request.ts";
import { checkRoute, checkService, type ResolveContext } from "./resolve-names.ts";
import { sentText, sentTexts, shownPath } from "./sent-text.ts";
import { parseTemplate } from "./template.ts";

/**
 * Makes a load of its part of the file; reports what is wrong with requests, templates and services, also
 * where the schema refuses another part of the load.
 */
export function resolveLoad(name: string, written: unknown, context: ResolveContext): LoadSpec | undefined {
  const path = ["load", name];
  const part = fieldsOf(written);
  checkTemplates(part, path, context);
  const several = itemsOf(part.requests).map(fieldsOf);
  for (const [index, one] of several.entries()) checkTemplates(one, [...path, "requests", index], context);
  const targets =
    part.requests === undefined
      ? [resolveTarget(part.request, [...path, "request"], context)]
      : several.map((one, index) => resolveTarget(one.request, [...path, "requests", index, "request"], context));
  const load = loadSchema.safeParse(written).data;
  if (part.sessions !== undefined) checkSessions(part, targets[0]?.method, load, path, context);
  return load && toSpec(name, load, targets, context.document);
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
  const requests = load.requests ?? [{ weight: 1, headers: {}, body: undefined }];
  return {
    name,
    pacing: load.rate,
    requests: requests.flatMap(({ weight, headers, body }, index): RequestSpec[] => {
      const target = targets[index];
      const at = [...path, "requests", index];
      const all = { ...headersAt(load.headers, path), ...headersAt(headers, at) };
      const sent = { ...bodyAt(load.body, path), ...bodyAt(body, at) };
      return target === undefined ? [] : [{ ...target, headers: all, ...sent, weight }];
    }),
    timeoutMs: load.timeout,
    ...(load.retry && { retry: load.retry }),
    ...(load.sessions && { sessions: load.sessions }),
    maxInFlight: load["max-in-flight"],
    failOn: load["fail-on"],
  };
}

type Target = Pick<RequestSpec, "method" | "service" | "path">;

function resolveTarget(text: unknown, path: Path, context: ResolveContext): Target | undefined {
  if (typeof text !== "string") return undefined;
  const request = parseRequest(text);
  if (!request.ok) {
    const { ok, offset, ...parts } = request;
    context.report(context.document.problemInside(path, offset, parts));
    return undefined;
  }
  const { ok, serviceAt, ...target } = request;
  if (target.service !== undefined) {
    checkService(context, path, target.service, serviceAt);
    checkRoute(context, path, { ...target, service: target.service }, serviceAt);
  }
  const shown = context.document.shownAt(path);
  if (typeof shown !== "string") return target;
  return { ...target, path: new ConcealedText(target.path, shownPath(shown, target.service)) };
}

function checkTemplates({ headers, body }: Fields, path: Path, context: ResolveContext): void {
  for (const [name, value] of Object.entries(fieldsOf(headers)))
    checkTemplate(value, [...path, "headers", name], context);
  checkTemplate(body, [...path, "body"], context);
}

function checkTemplate(text: unknown, path: Path, context: ResolveContext): void {
  if (typeof text !== "string") return;
  const template = parseTemplate(text);
  if (template.ok) return;
  context.report(context.document.problemInside(path, template.offset, { message: template.problem }));
}

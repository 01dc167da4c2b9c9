import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { LoadSpec, RequestSpec } from "./experiment.ts";
import { type LoadFile, loadSchema } from "./load-schema.ts";
import { parseRequest } from "./parse-request.ts";
import { checkRoute, checkService, type Surroundings } from "./resolve-names.ts";
import { parseTemplate } from "./template.ts";

/**
 * Makes a load of its part of the file; reports what is wrong with requests, templates and services, also
 * where the schema refuses another part of the load.
 */
export function resolveLoad(name: string, written: unknown, around: Surroundings): LoadSpec | undefined {
  const path = ["load", name];
  const part = fieldsOf(written);
  checkTemplates(part, path, around);
  const several = itemsOf(part.requests).map(fieldsOf);
  for (const [index, one] of several.entries()) checkTemplates(one, [...path, "requests", index], around);
  const targets =
    part.requests === undefined
      ? [resolveTarget(part.request, [...path, "request"], around)]
      : several.map((one, index) => resolveTarget(one.request, [...path, "requests", index, "request"], around));
  const load = loadSchema.safeParse(written).data;
  return load && toSpec(name, load, targets);
}

function toSpec(name: string, load: LoadFile, targets: readonly (Target | undefined)[]): LoadSpec {
  const requests = load.requests ?? [{ weight: 1, headers: {}, body: undefined }];
  return {
    name,
    pacing: load.rate,
    requests: requests.flatMap(({ weight, headers, body = load.body }, index): RequestSpec[] => {
      const target = targets[index];
      const all = { ...load.headers, ...headers };
      return target === undefined ? [] : [{ ...target, headers: all, ...(body === undefined ? {} : { body }), weight }];
    }),
    timeoutMs: load.timeout,
    maxInFlight: load["max-in-flight"],
    failOn: load["fail-on"],
  };
}

type Target = Pick<RequestSpec, "method" | "service" | "path">;

function resolveTarget(text: unknown, path: Path, around: Surroundings): Target | undefined {
  if (typeof text !== "string") return undefined;
  const request = parseRequest(text);
  if (!request.ok) {
    const { ok, offset, ...parts } = request;
    around.report(around.document.problemInside(path, offset, parts));
    return undefined;
  }
  const { ok, serviceAt, ...target } = request;
  if (target.service !== undefined) {
    checkService(around, path, target.service, serviceAt);
    checkRoute(around, path, { ...target, service: target.service }, serviceAt);
  }
  return target;
}

function checkTemplates({ headers, body }: Fields, path: Path, around: Surroundings): void {
  for (const [name, value] of Object.entries(fieldsOf(headers)))
    checkTemplate(value, [...path, "headers", name], around);
  checkTemplate(body, [...path, "body"], around);
}

function checkTemplate(text: unknown, path: Path, around: Surroundings): void {
  if (typeof text !== "string") return;
  const template = parseTemplate(text);
  if (template.ok) return;
  around.report(around.document.problemInside(path, template.offset, { message: template.problem }));
}

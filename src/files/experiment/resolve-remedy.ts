import type { Path } from "../yaml/problem.ts";
import { show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import { formatDuration } from "./duration.ts";
import { parseRequest } from "./parse-request.ts";
import type { RemedyAction, RemedyRequest, RemedySpec } from "./remedy.ts";
import { type RemedyFile, remedySchema, remedyWords } from "./remedy-schema.ts";
import type { FaultResolveContext } from "./resolve-fault.ts";
import { checkRoute, checkService } from "./resolve-names.ts";

const GRACE_MS = 10_000;

/** Makes the remedies of their part of the file; reports names, requests and times that can't be. */
export function resolveRemedies(written: readonly unknown[], context: FaultResolveContext): readonly RemedySpec[] {
  let beforeMs = -1;
  return written.flatMap((one, index) => {
    const file = remedySchema.safeParse(one).data;
    if (file === undefined) return [];
    checkTimes(file, index, beforeMs, context);
    beforeMs = file.at;
    return remedyOf(file, index, context) ?? [];
  });
}

/** Reports times that leave a remedy none of its own, in which to see what comes of it. */
function checkTimes(file: RemedyFile, index: number, beforeMs: number, context: FaultResolveContext): void {
  const report = (key: string, message: string) =>
    context.report(context.document.problemAt(["remedies", index, key], { message }));
  if (file.at <= beforeMs) report("at", `comes at ${formatDuration(file.at)}, not after the remedy before it`);
  const recoveryMs = context.phases?.recoveryMs;
  if (recoveryMs === undefined) return;
  const phase = `the recovery phase, which lasts ${formatDuration(recoveryMs)}`;
  if (file.at >= recoveryMs) report("at", `comes at ${formatDuration(file.at)}, not inside of ${phase}`);
  else if (file.at + (file.for ?? 0) > recoveryMs) {
    report("for", `ends at ${formatDuration(file.at + (file.for ?? 0))}, after ${phase}`);
  }
}

function remedyOf(file: RemedyFile, index: number, context: FaultResolveContext): RemedySpec | undefined {
  const word = remedyWords.find((one) => file[one] !== undefined);
  const does = actionOf(file, ["remedies", index], context);
  if (word === undefined || does === undefined) return undefined;
  return { id: `${word}-${index + 1}`, atMs: file.at, ...(file.for !== undefined && { forMs: file.for }), does };
}

/** The demo's words are requests to the routes that its services have for them. */
function actionOf(file: RemedyFile, path: Path, context: FaultResolveContext): RemedyAction | undefined {
  const { restart, scale, to, shed, "cap-retries": most, "reset-breakers": reset, request, on = "" } = file;
  if (restart !== undefined) {
    checkService(context, [...path, "restart"], restart);
    return { kind: "restart", service: restart, graceMs: file.grace ?? GRACE_MS };
  }
  if (scale !== undefined && to !== undefined) {
    checkService(context, [...path, "scale"], scale);
    return { kind: "scale", service: scale, to };
  }
  if (reset !== undefined) {
    checkService(context, [...path, "reset-breakers"], reset);
    checkHasSwitches(context, [...path, "reset-breakers"], reset);
    return { kind: "request", service: reset, send: { method: "POST", path: "/debug/reset-breakers" } };
  }
  if (shed !== undefined) {
    checkService(context, [...path, "on"], on);
    checkHasSwitches(context, [...path, "on"], on);
    return switched(on, "shed", `share=${shed}`);
  }
  if (most !== undefined) return capOf(most, on, path, context);
  return request === undefined ? undefined : requestOf(request, file.undo, path, context);
}

/** Reports a remedy in the demo's words on a program, which has no such routes. */
function checkHasSwitches({ graph, document, report }: FaultResolveContext, path: Path, service: string): void {
  if (graph?.services.find(({ name }) => name === service)?.program === undefined) return;
  const message = `${service} is a program of its own, which has no route for that; say \`request: POST ${service}/…\` with one that it has`;
  report(document.problemAt(path, { message }));
}

/** Something that a service of the demo is told to do until it is told to stop. */
function switched(service: string, name: string, query: string): RemedyAction {
  return {
    kind: "request",
    service,
    send: { method: "POST", path: `/debug/${name}?${query}` },
    undo: { method: "DELETE", path: `/debug/${name}` },
  };
}

function capOf(most: number, on: string, path: Path, context: FaultResolveContext): RemedyAction | undefined {
  const services = context.graph?.services.map(({ name }) => name) ?? [];
  const loads = context.loads ?? [];
  const isLoad = context.loadNames.includes(on);
  const report = (message: string, allowed: readonly string[] = []) => {
    const parts = { message, suggestion: suggest(on, allowed), ...(allowed.length > 0 && { allowed }) };
    context.report(context.document.problemAt([...path, "on"], parts));
    return undefined;
  };
  if (isLoad && services.includes(on)) return report(`there is a load and a service ${show(on)}; rename the load`);
  if (isLoad) {
    const load = loads.find(({ name }) => name === on);
    if (load !== undefined && load.retry === undefined) return report(`the load ${show(on)} doesn't try again`);
    return { kind: "cap-retries", load: on, most };
  }
  if (context.graph !== undefined && !services.includes(on)) {
    return report(`there is no load or service ${show(on)}`, [...context.loadNames, ...services]);
  }
  checkHasSwitches(context, [...path, "on"], on);
  return switched(on, "retries", `most=${most}`);
}

function requestOf(
  request: string,
  undo: string | undefined,
  path: Path,
  context: FaultResolveContext,
): RemedyAction | undefined {
  const sent = readRequest(request, [...path, "request"], context);
  const undoing = undo === undefined ? undefined : readRequest(undo, [...path, "undo"], context);
  if (sent === undefined || (undo !== undefined && undoing === undefined)) return undefined;
  if (undoing !== undefined && undoing.service !== sent.service) {
    const message = `a request is taken back where it was sent: ${sent.service}`;
    context.report(context.document.problemAt([...path, "undo"], { message }));
    return undefined;
  }
  const { service, ...send } = sent;
  return { kind: "request", service, send, ...(undoing && { undo: { method: undoing.method, path: undoing.path } }) };
}

function readRequest(
  text: string,
  path: Path,
  context: FaultResolveContext,
): (RemedyRequest & { readonly service: string }) | undefined {
  const request = parseRequest(text);
  if (!request.ok) {
    const { ok, offset, ...parts } = request;
    context.report(context.document.problemInside(path, offset, parts));
    return undefined;
  }
  if (request.service === undefined || request.path.includes("{{")) {
    const message = "a remedy's request goes to a service of the system, and has no templates";
    context.report(context.document.problemAt(path, { message }));
    return undefined;
  }
  const { method, service, serviceAt } = request;
  checkService(context, path, service, serviceAt);
  checkRoute(context, path, { method, service, path: request.path }, serviceAt);
  return { method, service, path: request.path };
}

import { type ApiRequest, apiRequest } from "../openapi/api-request.ts";
import type { Api } from "../openapi/api-schema.ts";
import { OpenApiError } from "../openapi/openapi-error.ts";
import { chooseOperations, type LeftOut } from "../openapi/operations.ts";
import type { ValueMaker } from "../openapi/value-maker.ts";
import { maxTextLength } from "../yaml/document.ts";
import type { FirstExperiment } from "./first-experiment.ts";
import { type ApiSystem, operationExperiment, requestsMax, unnamedDependencyExperiment } from "./openapi-experiment.ts";

/** A first set of experiments on a service, and what isn't in it. */
export interface OpenApiInit {
  readonly experiments: readonly FirstExperiment[];
  readonly requests: readonly ApiRequest[];
  /** By a rule: `--operations` takes them in. */
  readonly unasked: readonly LeftOut[];
  /** Nothing could be made of them. */
  readonly failed: readonly LeftOut[];
}

/**
 * An experiment for each operation and dependency; without dependencies one with a place for it.
 * @param asked the operations that are wanted; none for all but what is deprecated or takes something away
 * @throws OpenApiError when there is no operation to send, or two experiments would have one name
 */
export function openApiInit(api: Api, system: ApiSystem, asked: readonly string[], maker: ValueMaker): OpenApiInit {
  const { operations, unasked, failed } = chooseOperations(api, asked);
  const made = operations.map((operation) => ({ title: operation.title, ...apiRequest(operation, api, maker) }));
  const all = made.flatMap((one) => (one.ok ? [one.request] : []));
  const requests = all.slice(0, requestsMax);
  const left = {
    unasked: [...unasked, ...all.slice(requestsMax).map(beyond)],
    failed: [...failed, ...made.flatMap(({ title, ...one }) => (one.ok ? [] : [{ title, reason: one.reason }]))],
  };
  if (requests.length === 0) throw nothingToSend([...left.failed, ...left.unasked]);
  const experiments =
    system.dependencies.length === 0
      ? [unnamedDependencyExperiment(requests, system)]
      : system.dependencies.flatMap((slow) => requests.map((one) => operationExperiment(one, requests, slow, system)));
  checkLength(experiments);
  checkNames(experiments);
  return { experiments, requests, ...left };
}

function beyond({ name }: ApiRequest): LeftOut {
  return { title: name, reason: `a load has at most ${requestsMax} requests` };
}

function checkLength(experiments: readonly FirstExperiment[]): void {
  if (experiments.every(({ text }) => text.length <= maxTextLength)) return;
  throw new OpenApiError({
    message: `an experiment on all operations would be longer than ${maxTextLength / 1024} KiB`,
    hint: "Choose some with --operations.",
  });
}

/** Names are made of other names, which may differ in what is lost by that: `a_b` and `a-b`. */
function checkNames(experiments: readonly FirstExperiment[]): void {
  const names = experiments.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new OpenApiError({
    message: `two experiments would have the name ${twice}`,
    hint: "Give one of the dependencies another name, or choose among the operations with --operations.",
  });
}

function nothingToSend(left: readonly LeftOut[]): OpenApiError {
  if (left.length === 0) {
    return new OpenApiError({
      message: "the description has no operations",
      hint: "Add one under paths: `/orders: { get: … }`.",
    });
  }
  const reasons = left.slice(0, 5).map(({ title, reason }) => `${title} (${reason})`);
  return new OpenApiError({
    message: `no operation can be sent: ${reasons.join("; ")}`,
    hint: "Name those that you want with --operations, or correct the description.",
  });
}

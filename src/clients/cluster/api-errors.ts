import { z } from "zod";
import { jsonOf } from "../../values/json.ts";
import {
  BusyError,
  ClusterError,
  ConflictError,
  DisruptionBudgetError,
  ForbiddenError,
  GoneError,
  NamespaceEndingError,
  NotFoundError,
  type ObjectProblem,
  RejectedError,
  ServerError,
  UnauthorizedError,
} from "./cluster-errors.ts";

const word = z.exactOptional(z.string());

/** The server's account of a call that failed, a `Status`. All of it may be missing: proxies answer, too. */
export const statusSchema = z.object({
  code: z.exactOptional(z.number()),
  message: word,
  reason: word,
  details: z.exactOptional(
    z.object({
      causes: z.exactOptional(z.array(z.object({ reason: word, message: word, field: word })).readonly()),
      retryAfterSeconds: z.exactOptional(z.number()),
    }),
  ),
});
export type ApiStatus = z.infer<typeof statusSchema>;

/** An answer that isn't a success. */
export interface Refusal {
  /** The request, to go after "could not": `delete Pod shop/pricing-1`. */
  readonly doing: string;
  readonly context: string;
  readonly httpStatus: number;
  readonly status: ApiStatus;
}

/** Makes what a server answers of `text`; anything that isn't a Status is its message. */
export function readStatus(text: string): ApiStatus {
  const { data } = statusSchema.safeParse(jsonOf(text));
  if (data?.message !== undefined) return data;
  return text.trim() === "" ? {} : { message: text.trim().slice(0, 500) };
}

/**
 * Tells whether an answer's status is of a server that doesn't let this user through, or isn't well itself; 403 may be
 * of one path.
 */
export function isApiServerTrouble(httpStatus: number): boolean {
  return httpStatus === 401 || httpStatus === 429 || httpStatus >= 500;
}

/** The error for an answer that isn't a success, in words for who must act. */
export function apiError(refusal: Refusal): ClusterError {
  const { httpStatus, status, doing, context } = refusal;
  const said = status.message ?? `HTTP status ${httpStatus}`;
  const message = `could not ${doing}: ${said}`;
  if (isRejection(refusal)) return rejected(message, status);
  switch (httpStatus) {
    case 401:
      return unauthorized(refusal);
    case 403:
      return forbidden(refusal, said);
    case 404:
      return new NotFoundError({ message });
    case 409:
      return new ConflictError({ message, hint: conflictHint(status) });
    case 410:
      return new GoneError({ message });
    case 429:
      return tooMany(refusal, message);
    default:
      return httpStatus >= 500
        ? new ServerError({
            message,
            hint: `\`kubectl --context ${context} get --raw '/readyz?verbose'\` says what is wrong.`,
          })
        : new ClusterError({ message });
  }
}

/** Tells whether the object was looked at and found wrong. Admission refuses with 403 as roles do. */
function isRejection({ httpStatus, status: { message = "", details } }: Refusal): boolean {
  if (httpStatus === 400 || httpStatus === 422) return true;
  if (/^admission webhook .* denied the request/.test(message)) return true;
  const ending = details?.causes?.some(({ reason }) => reason === "NamespaceTerminating");
  return (
    httpStatus === 403 && !ending && !CANNOT.test(message) && details !== undefined && / is forbidden: /.test(message)
  );
}

function rejected(message: string, { details, message: said = "" }: ApiStatus): RejectedError {
  const webhook = /admission webhook "([^"]+)"/.exec(said)?.[1];
  const causes = details?.causes ?? [];
  const problems: readonly ObjectProblem[] =
    causes.length > 0
      ? causes.map(({ field, message: what }) => ({ field, message: what ?? said }))
      : [{ field: fieldIn(said), message: said }];
  return new RejectedError({
    message,
    problems,
    hint:
      webhook === undefined
        ? "Correct the object as the server says; `kubectl explain` has the fields of the version that is installed."
        : `Correct the object as ${webhook} says, or ask whoever runs that webhook.`,
  });
}

/** `spec.oops` of strict decoding. */
function fieldIn(message: string): string | undefined {
  return /unknown field "([\w.[\]-]+)/.exec(message)?.[1];
}

function unauthorized({ context, doing }: Refusal): UnauthorizedError {
  return new UnauthorizedError({
    message: `could not ${doing}: the cluster of context "${context}" doesn't take the credentials: wrong, or expired`,
    hint: `Log in to the cluster again, until \`kubectl --context ${context} auth whoami\` answers.`,
  });
}

const CANNOT = /User "(.*?)" cannot (\S+) resource "(.*?)" in API group "(.*?)"(?: in the namespace "(.*?)")?/;

function forbidden({ doing, status }: Refusal, said: string): ClusterError {
  if (status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating")) {
    return new NamespaceEndingError({
      message: `could not ${doing}: its namespace is being deleted`,
      hint: "Wait until it is gone and make it again, or take another namespace.",
    });
  }
  const [, user, verb, resource, group, namespace] = CANNOT.exec(said) ?? [];
  if (user === undefined) return new ForbiddenError({ message: `could not ${doing}: ${said}` });
  const where = namespace === undefined ? "in the cluster" : `in namespace ${namespace}`;
  const rule = `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`;
  return new ForbiddenError({
    message: `could not ${doing}: user "${user}" may not ${verb} ${resource}${group ? `.${group}` : ""} ${where}`,
    hint: `Add to a ${namespace === undefined ? "ClusterRole" : `Role in ${namespace}`} bound to this user: ${rule}; \`brownout doctor\` lists all that is missing.`,
  });
}

function conflictHint({ reason }: ApiStatus): string {
  if (reason === "AlreadyExists")
    return "Another run may have made it; `brownout recover` finds what runs left behind.";
  return "Somebody else changed it at the same time; run it again.";
}

function tooMany({ doing, status }: Refusal, message: string): ClusterError {
  const refused = status.details?.causes?.find(({ reason }) => reason === "DisruptionBudget");
  if (refused === undefined) {
    return new BusyError({ message, hint: "The API server has too much to do; try again when it is quieter." });
  }
  const budget = /disruption budget (\S+)/.exec(refused.message ?? "")?.[1];
  return new DisruptionBudgetError({
    message: `could not ${doing}: PodDisruptionBudget ${budget ?? "(it doesn't say which)"} refuses: ${refused.message}`,
    hint: "That is what a budget is for: evict fewer pods, run more replicas, or delete the pod instead of evicting it.",
    budget,
  });
}

import { ClusterAwayError } from "./cluster-errors.ts";

/** Error codes of TLS where the server isn't the one that the kubeconfig trusts. Trying again changes nothing. */
const DISTRUST = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** Tells whether the server was there and can't be trusted. */
export function isDistrust(cause: unknown): boolean {
  return DISTRUST.test(codeOf(cause));
}

/** The error for a server that gave no answer at all. */
export function awayError(doing: string, context: string, server: string, cause: unknown): ClusterAwayError {
  return new ClusterAwayError({
    message: `could not ${doing}: the cluster of context "${context}" (${server}) doesn't answer: ${reasonOf(cause)}`,
    hint: hintFor(codeOf(cause), context),
    cause,
  });
}

function codeOf(cause: unknown): string {
  const { code, cause: inner } = cause as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  return String(code ?? inner?.code ?? "");
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // One error for all the addresses of a name has no message of its own.
  return cause.message || (cause instanceof AggregateError ? reasonOf(cause.errors[0]) : codeOf(cause));
}

function hintFor(code: string, context: string): string {
  if (DISTRUST.test(code)) return "Its certificate isn't the one that the kubeconfig trusts; get the kubeconfig anew.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "The kubeconfig's server has no such name here: is a VPN off?";
  if (code === "ECONNREFUSED")
    return `Nothing listens there: is the cluster running, and is "${context}" the right context?`;
  return `Is it reachable from here (VPN, firewall)? \`kubectl --context ${context} cluster-info\` asks the same.`;
}

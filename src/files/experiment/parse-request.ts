import type { ProblemParts } from "../yaml/problem.ts";
import { show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import { parseTemplate } from "./template.ts";

/**
 * The request that `POST gateway/checkout` says, or what is wrong with it and the offset in the text where that shows.
 */
export type ParsedRequest =
  | {
      readonly ok: true;
      readonly method: string;
      /** None when the path is a whole URL. */
      readonly service?: string;
      /** Offset of the service's name in the text. */
      readonly serviceAt: number;
      readonly path: string;
    }
  | ({ readonly ok: false; readonly offset: number } & ProblemParts);

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const example = "write a method and a target: POST gateway/checkout";

/**
 * Reads method and target of a request: `service/path`, or a whole http or https URL.
 * @param taken values that templates may have beside those of every request
 */
export function parseRequest(text: string, taken?: readonly string[]): ParsedRequest {
  const [, method = "", gap = "", target = ""] = /^(\S*)(\s*)(.*)$/s.exec(text.trimEnd()) ?? [];
  if (!methods.includes(method)) {
    const suggestion = suggest(method, methods);
    return {
      ok: false,
      offset: 0,
      message: `found the method ${show(method)}; ${example}`,
      suggestion,
      mistaken: method,
      allowed: methods,
    };
  }
  const at = method.length + gap.length;
  if (target === "") return { ok: false, offset: at, message: `there is no target; ${example}` };
  const wrong = wrongInTarget(target, taken);
  if (wrong !== undefined) return { ok: false, offset: at + wrong.offset, message: wrong.message };
  if (/^https?:/.test(target)) return parseUrl(method, target, at);
  if (target.startsWith("/")) return { ok: false, offset: at, ...withoutService(method, target) };
  const slash = target.search(/[/?]/);
  const service = slash === -1 ? target : target.slice(0, slash);
  const rest = target.slice(service.length);
  return { ok: true, method, service, serviceAt: at, path: rest.startsWith("/") ? rest : `/${rest}` };
}

/** A path alone, or a service with a slash before it. */
function withoutService(method: string, path: string): ProblemParts {
  const message = `found the path ${show(path)}; a service's name stands before it, without a slash: POST gateway/checkout`;
  return path === "/" ? { message } : { message, suggestion: `${method} ${path.slice(1)}` };
}

function parseUrl(method: string, url: string, at: number): ParsedRequest {
  const sample = url.replace(/\{\{.*?\}\}/g, "0");
  if (!URL.canParse(sample)) return { ok: false, offset: at, message: `${show(url)} is not a URL` };
  return { ok: true, method, serviceAt: at, path: url };
}

/** Templates that are none, and characters that a URL can't have. */
function wrongInTarget(
  target: string,
  taken: readonly string[] | undefined,
): { readonly offset: number; readonly message: string } | undefined {
  const template = parseTemplate(target, taken);
  if (!template.ok) return { offset: template.offset, message: template.problem };
  const literal = target.replace(/\{\{.*?\}\}/g, (written) => "0".repeat(written.length));
  const offset = literal.search(/[^\x21-\x7e]/);
  if (offset === -1) return undefined;
  return { offset, message: `found ${show(literal[offset])} in the target; percent-encode what is not a URL's` };
}

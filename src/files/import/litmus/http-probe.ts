import { parseDuration } from "../../experiment/duration.ts";
import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import { literal } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { loadOf } from "../http-load.ts";
import { httpProbeSchema } from "./engine-file.ts";

/** The load that an HTTP probe of Litmus becomes. Any other probe is left. */
export function probeLoad(
  document: ForeignDocument,
  path: Path,
): { readonly name: string; readonly load: Fields } | undefined {
  const { type } = fieldsOf(document.at(path));
  if (type !== "httpProbe") {
    document.leave(path, `is a ${show(type)}; a steady state here is of what loads and signals measure`);
    return undefined;
  }
  const { name, mode, runProperties, "httpProbe/inputs": inputs } = document.read(httpProbeSchema, path);
  const at = [...path, "httpProbe/inputs"];
  const { get, post } = inputs.method;
  const asked = get ?? post;
  if (asked === undefined) {
    document.leave(at, "says neither get nor post");
    return undefined;
  }
  if (String(inputs.insecureSkipVerify ?? false) !== "false")
    document.leave([...at, "insecureSkipVerify"], "loads verify certificates");
  if (inputs.responseTimeout !== undefined) {
    document.leave([...at, "responseTimeout"], "a load's timeout is that of the probe");
  }
  if (post?.bodyPath !== undefined)
    document.leave([...at, "method", "post", "bodyPath"], "a body stands in the experiment");
  if (get === undefined)
    document.differ(
      [...at, "method"],
      "sends POST now and then there, and many times here: look whether the system can take that",
    );
  if (mode !== undefined) document.differ([...path, "mode"], "a load asks all through, whenever the probe did");
  const timeoutMs = probeTimeout(document, path, runProperties);
  const right = rightStatuses(asked);
  if (right === undefined)
    document.leave([...at, "method"], `found ${show(asked)}; expected a status by ==, != or oneOf`);
  const load = loadOf({
    method: get === undefined ? "POST" : "GET",
    url: literal(inputs.url),
    ...(post?.contentType && { headers: { "Content-Type": literal(post.contentType) } }),
    ...(post?.body !== undefined && { body: literal(post.body) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(right !== undefined && { right }),
  });
  return { name, load };
}

/** Milliseconds. A number without a unit was milliseconds in one version of Litmus and seconds in another. */
function probeTimeout(document: ForeignDocument, path: Path, properties: Fields): number | undefined {
  const { probeTimeout: said, ...others } = properties;
  for (const key of Object.keys(others))
    document.differ([...path, "runProperties", key], "a load asks all through, 40 times a second");
  if (said === undefined) return undefined;
  const ms = typeof said === "string" ? parseDuration(said) : undefined;
  if (ms !== undefined && ms > 0) return ms;
  document.leave(
    [...path, "runProperties", "probeTimeout"],
    `found ${show(said)}, without its unit; 10s is in its place`,
  );
  return undefined;
}

function rightStatuses({
  criteria,
  responseCode,
}: {
  readonly criteria: string;
  readonly responseCode: string | number;
}): readonly (readonly [number, number])[] | undefined {
  const codes = (String(responseCode).match(/\d+/g) ?? []).map(Number);
  const [code] = codes;
  if (code === undefined || codes.some((one) => one < 100 || one > 599)) return undefined;
  if (criteria === "==" && codes.length === 1) return [[code, code]];
  if (criteria === "!=" && codes.length === 1)
    return [[100, code - 1] as const, [code + 1, 599] as const].filter(([from, to]) => from <= to);
  return criteria === "oneOf" ? codes.map((one) => [one, one]) : undefined;
}

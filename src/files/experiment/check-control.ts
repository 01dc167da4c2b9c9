import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import { commandFormOf } from "./commands/resolve-command.ts";
import { type FaultKind, sparesControl } from "./fault-kind.ts";
import { parseEdge, type ResolveContext } from "./resolve-names.ts";

/** Keys of a load whose requests can't be split into arms by their trace, and why. */
const NOT_SPLIT: Readonly<Record<string, string>> = {
  steps: "visits are not split into arms",
  sessions: "what comes in a session is of no request, so that no arm can be told of it",
  vegeta: "what another program sends has no trace id of this run",
};

/**
 * Reports loads that can't be split into two arms, and faults that can't spare one of them: a difference between the arms must be
 * the effect of the faults, and of nothing else.
 */
export function checkControl(
  loads: Fields,
  faults: unknown,
  faultKinds: readonly FaultKind[],
  { document, report }: ResolveContext,
): void {
  for (const [name, load] of Object.entries(loads)) {
    const refusal = refusalOf(fieldsOf(load));
    if (refusal === undefined) continue;
    const [key, why] = refusal;
    report(document.problemAtKey(["load", name, key], { message: `${why}; leave \`control\` out, or this load` }));
  }
  for (const [index, fault] of itemsOf(faults).entries()) {
    const { type, on } = fieldsOf(fault);
    const kind = faultKinds.find((known) => known.type === type);
    if (kind === undefined || typeof on !== "string" || (sparesControl(kind) && parseEdge(on) !== undefined)) continue;
    const able = faultKinds.filter(sparesControl).map((each) => each.type);
    const message = `${kind.type} on ${on} would hit both arms of \`control\`, so that they could not be compared; on an edge these spare one: ${able.join(", ")}`;
    report(document.problemAt(["faults", index, "type"], { message }));
  }
}

/** The key because of which a load can't be split, and the reason. */
function refusalOf(load: Fields): readonly [key: string, why: string] | undefined {
  const form = commandFormOf(load);
  if (form !== undefined && !form.takesTraceparent)
    return [form.key, `arms are told by the trace id, for which ${form.key} has no place`];
  const key = Object.keys(NOT_SPLIT).find((each) => load[each] !== undefined);
  if (key !== undefined) return [key, NOT_SPLIT[key] ?? ""];
  if (load.traceparent === false) return ["traceparent", "arms are told by the trace id, and this load sends none"];
  const places = [load, ...itemsOf(load.requests).map(fieldsOf)];
  const own = places.some(({ headers }) =>
    Object.keys(fieldsOf(headers)).some((name) => name.toLowerCase() === "traceparent"),
  );
  return own
    ? [
        load.requests === undefined ? "headers" : "requests",
        "arms are told by the trace id that the load gives, and here a `traceparent` is given by hand",
      ]
    : undefined;
}

import { pointerKeys, type TakeSource } from "../../files/experiment/steps.ts";
import { valueAt } from "../../values/json-pointer.ts";
import type { Answer } from "../answer.ts";

/** The value that an answer has there, as text; undefined where it has none. Objects, lists and null are no values. */
export function takeValue(source: TakeSource, answer: Answer): string | undefined {
  switch (source.kind) {
    case "header":
      return [answer.headers[source.header]].flat()[0];
    case "json":
      return scalarAt(answer.text(), source.pointer);
    case "regex": {
      const match = new RegExp(source.pattern).exec(answer.text());
      return match?.[1] ?? match?.[0];
    }
  }
}

function scalarAt(text: string, pointer: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // An answer that is no JSON has no value there.
    return undefined;
  }
  const value = valueAt(body, pointerKeys(pointer));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

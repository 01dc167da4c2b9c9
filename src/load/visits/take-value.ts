import { pointerKeys, type TakeSource, type TakeSpec } from "../../files/experiment/steps.ts";
import { valueAt } from "../../values/json-pointer.ts";
import type { Answer } from "../answer.ts";

/** A value that a step takes of its answer. */
export interface ValueTaker {
  readonly name: string;
  /** The value as text; undefined where the answer has none. Objects, lists and null are no values. */
  take(answer: Answer): string | undefined;
}

export function valueTaker({ name, from }: TakeSpec): ValueTaker {
  return { name, take: takeFrom(from) };
}

/** Tells whether a value comes from the body. */
export function isOfBody({ from }: TakeSpec): boolean {
  return from.kind !== "header";
}

function takeFrom(source: TakeSource): ValueTaker["take"] {
  switch (source.kind) {
    case "header": {
      const { header } = source;
      return ({ headers }) => [headers[header]].flat()[0];
    }
    case "json": {
      const keys = pointerKeys(source.pointer);
      return (answer) => scalarText(valueAt(answer.json(), keys));
    }
    case "regex": {
      const pattern = new RegExp(source.pattern);
      return (answer) => {
        const match = pattern.exec(answer.text());
        return match?.[1] ?? match?.[0];
      };
    }
  }
}

function scalarText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

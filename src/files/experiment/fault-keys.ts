import { z } from "zod";
import type { FaultKind } from "./fault-kind.ts";
import { faultKindSchema } from "./fault-schema.ts";
import { ownExamples } from "./own-examples.ts";

/** A key of a kind of fault as its JSON Schema has it. */
export interface FaultKey {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly type?: string | readonly string[];
  /** The schemas of what it may be, where it may be several things. */
  readonly anyOf?: readonly { readonly type?: unknown }[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
}

/** The keys that only this kind has, with what editors are told of them. */
export function ownKeysOf({ params }: FaultKind): readonly FaultKey[] {
  return keysOf(params);
}

/** All keys that a fault of this kind has, its `type` first. */
export function allKeysOf(kind: FaultKind): readonly FaultKey[] {
  const { own, common } = Object.groupBy(keysOf(faultKindSchema(kind)), ({ name }) =>
    Object.hasOwn(kind.params.shape, name) ? "own" : "common",
  );
  return [...(common ?? []), ...(own ?? [])];
}

function keysOf(schema: z.ZodObject): readonly FaultKey[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ownExamples,
  });
  return Object.entries(properties).map(([name, schema]) => ({
    ...(schema as Omit<FaultKey, "name" | "isNeeded">),
    name,
    isNeeded: required.includes(name),
  }));
}

import type { Fields } from "../yaml/fields.ts";
import { ownKeysOf } from "./fault-keys.ts";
import type { FaultKind } from "./fault-kind.ts";

/** A key that a fault has, or lacks, where it is. */
export interface MisplacedKey {
  readonly key: string;
  readonly message: string;
}

/** Finds the keys that a fault can't have on an edge, or on a service, and those that it needs there and doesn't have. */
export function misplacedKeys(kind: FaultKind, on: "edge" | "service", fault: Fields): readonly MisplacedKey[] {
  const { type, onlyOnEdge = [], neededOnService = [] } = kind;
  const isSet = (key: string) => fault[key] !== undefined;
  if (on === "edge") {
    return neededOnService
      .filter(isSet)
      .map((key) => ({ key, message: `${type} has no ${key} on an edge; leave it out` }));
  }
  const missing = neededOnService.filter((key) => !isSet(key));
  return [
    ...missing.map((key) => ({ key, message: `found nothing; on a service ${type} needs it${exampleOf(kind, key)}` })),
    ...onlyOnEdge
      .filter(isSet)
      .map((key) => ({ key, message: `${type} has ${key} on an edge alone (caller -> callee); leave it out` })),
  ];
}

function exampleOf(kind: FaultKind, key: string): string {
  const [example] = ownKeysOf(kind).find(({ name }) => name === key)?.examples ?? [];
  return example === undefined ? "" : `: ${key}: ${example}`;
}

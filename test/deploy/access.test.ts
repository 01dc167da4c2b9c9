import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadAll } from "js-yaml";
import { chaosMeshAccess } from "../../src/faults/chaos-mesh/chaos-access.ts";
import { runAccess } from "../../src/platforms/kubernetes/run-access.ts";

interface Document {
  readonly kind: string;
  readonly rules?: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

test("the Role that is handed out has what doctor asks for, and nothing else", () => {
  const documents = loadAll(readFileSync("deploy/kubernetes/access.yaml", "utf8")) as Document[];
  const granted = documents
    .find(({ kind }) => kind === "Role")
    ?.rules?.flatMap(({ apiGroups, resources, verbs }) => permissions(apiGroups, resources, verbs));
  const needed = [...runAccess, ...chaosMeshAccess].flatMap(({ group, resources, verbs }) =>
    permissions([group], resources, verbs),
  );
  assert.deepEqual(granted?.toSorted(), needed.toSorted());
});

function permissions(groups: readonly string[], resources: readonly string[], verbs: readonly string[]): string[] {
  return groups.flatMap((group) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
  );
}

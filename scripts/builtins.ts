/** Makes Node's own modules cheaper to load where they are imported. */
import { createRequire, isBuiltin } from "node:module";
import type { Plugin } from "rolldown";

const require = createRequire(import.meta.url);
const PREFIX = "\0builtin:";

/**
 * Has Node's own modules taken by name where they are used. An `import` of one first reads all that it exports, for which
 * `node:process` opens standard streams and `node:fs` loads what reads files in streams and by lines. The file `olderToo` is
 * left as it is: a Node that has no other way loads it, too.
 */
export function builtinsByName(olderToo: string): Plugin {
  return {
    name: "builtins-by-name",
    resolveId: (id, importer, { kind }) =>
      isBuiltin(id) && kind === "import-statement" && importer !== olderToo
        ? PREFIX + id.replace("node:", "")
        : undefined,
    load: (id) =>
      id.startsWith(PREFIX) ? { code: moduleOf(id.slice(PREFIX.length)), moduleSideEffects: false } : null,
  };
}

/** Every name is read by itself, and said to be without effects: those that nothing imports are left out. */
function moduleOf(builtin: string): string {
  const names = Object.keys(require(builtin)).filter((name) => /^[A-Za-z]\w*$/.test(name));
  return [
    `const builtin = process.getBuiltinModule("node:${builtin}");`,
    "export default builtin;",
    ...names.map((name) => `const own_${name} = /* @__PURE__ */ (() => builtin.${name})();`),
    `export { ${names.map((name) => `own_${name} as ${name}`).join(", ")} };`,
  ].join("\n");
}

import type { YamlDocument } from "../yaml/document.ts";
import { type Path, type Problem, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import { addressForms, addressParts } from "./address-template.ts";
import type { GraphFile, ServiceEntry } from "./graph-file.ts";

/**
 * Finds what is wrong with the programs of a graph file: callees and templates that aren't there, variables that two want,
 * callees of whose address nothing tells, and ports that two have.
 */
export function checkPrograms({ services, variants }: GraphFile, document: YamlDocument): readonly Problem[] {
  const programs = Object.entries(services).filter(([, { command }]) => command !== undefined);
  const changed = Object.entries(variants ?? {}).flatMap(([variant, { services: parts }]) =>
    programs.flatMap(([name, entry]) =>
      checkTexts(textsOf(parts[name]?.env, ["variants", variant, "services", name, "env"]), name, {
        services,
        calls: entry.calls,
        document,
      }),
    ),
  );
  return [
    ...programs.flatMap(([name, entry]) => checkProgram(name, entry, services, document)),
    ...changed,
    ...checkPorts(programs, document),
  ];
}

function checkProgram(
  name: string,
  entry: ServiceEntry,
  services: GraphFile["services"],
  document: YamlDocument,
): readonly Problem[] {
  const path = ["services", name];
  const { calls = {} } = entry;
  const texts = [
    ...(entry.command ?? []).map((text, index) => ({ text, path: commandPath(document, path, index) })),
    ...textsOf(entry.env, [...path, "env"]),
    ...Object.entries(calls).flatMap(([callee, { as }]) =>
      as === undefined ? [] : [{ text: as, path: [...path, "calls", callee, "as"] }],
    ),
  ];
  const context = { services, calls, document };
  return [
    ...Object.keys(calls).flatMap((callee) => checkCallee(name, callee, services, document)),
    ...checkTexts(texts, name, context),
    ...checkTold(name, entry, texts, document),
    ...checkVariables(name, entry, document),
  ];
}

interface TextAt {
  readonly text: string;
  readonly path: Path;
}

function textsOf(env: Readonly<Record<string, string>> = {}, path: Path): readonly TextAt[] {
  return Object.entries(env).map(([variable, text]) => ({ text, path: [...path, variable] }));
}

/** A command that is one line is split, so that a word of it has no place of its own. */
function commandPath(document: YamlDocument, path: Path, index: number): Path {
  const written = (document.value as { services: Record<string, { command?: unknown }> }).services[String(path[1])];
  return Array.isArray(written?.command) ? [...path, "command", index] : [...path, "command"];
}

function checkCallee(
  name: string,
  callee: string,
  services: GraphFile["services"],
  document: YamlDocument,
): readonly Problem[] {
  const path = ["services", name, "calls", callee];
  if (callee === name) return [document.problemAtKey(path, { message: `${name} calls itself` })];
  const called = Object.hasOwn(services, callee) ? services[callee] : undefined;
  if (called === undefined) {
    const allowed = Object.keys(services).filter((other) => other !== name);
    const parts = { message: `no service ${show(callee)}`, allowed, suggestion: suggest(callee, allowed) };
    return [document.problemAtKey(path, parts)];
  }
  if (called.broker === undefined) return [];
  const message = `${callee} is a broker of the demo, which its services alone find`;
  return [document.problemAtKey(path, { message })];
}

interface TextContext {
  readonly services: GraphFile["services"];
  readonly calls: ServiceEntry["calls"];
  readonly document: YamlDocument;
}

/** Reports templates that stand for nothing. */
function checkTexts(texts: readonly TextAt[], name: string, { services, calls = {}, document }: TextContext) {
  const callees = Object.keys(calls);
  const own = ["port", "host"].map((form) => `{{${form}}}`);
  const allowed = [...own, ...callees.flatMap((callee) => addressForms.map((form) => `{{${callee}.${form}}}`))];
  const problems: Problem[] = [];
  for (const { text, path } of texts) {
    const report = (written: string, why = "is not known") =>
      problems.push(
        document.problemAt(path, {
          message: `${written} ${why}`,
          allowed,
          suggestion: suggest(written, allowed),
          mistaken: written,
        }),
      );
    for (const { callee, form, written } of addressParts(text, (unknown) => report(unknown))) {
      if (callee === undefined && form !== "port" && form !== "host") report(written);
      else if (callee !== undefined && !callees.includes(callee)) {
        report(
          written,
          Object.hasOwn(services, callee) ? `is of ${callee}, which is not among the calls of ${name}` : undefined,
        );
      }
    }
  }
  return problems;
}

/** Reports a callee of which neither a variable nor a template tells the program where it is. */
function checkTold(name: string, { calls = {} }: ServiceEntry, texts: readonly TextAt[], document: YamlDocument) {
  const named = new Set(texts.flatMap(({ text }) => addressParts(text, () => undefined)).map(({ callee }) => callee));
  return Object.entries(calls).flatMap(([callee, { address, url, host, port }]) => {
    if ((address ?? url ?? host ?? port) !== undefined || named.has(callee)) return [];
    const message = `nothing tells ${name} where ${callee} is: name a variable ({ url: ${callee.toUpperCase().replaceAll("-", "_")}_URL }), or put {{${callee}.address}} into its command`;
    return [document.problemAtKey(["services", name, "calls", callee], { message })];
  });
}

/** Reports variables that two want to set. */
function checkVariables(name: string, { calls = {}, env = {} }: ServiceEntry, document: YamlDocument) {
  const setBy = new Map(Object.keys(env).map((variable) => [variable, "env"]));
  return Object.entries(calls).flatMap(([callee, { address, url, host, port }]) =>
    Object.entries({ address, url, host, port }).flatMap(([key, variable]) => {
      if (variable === undefined) return [];
      const before = setBy.get(variable);
      setBy.set(variable, `the call of ${callee}`);
      if (before === undefined) return [];
      const message = `${variable} is set by ${before}, too`;
      return [document.problemAt(["services", name, "calls", callee, key], { message })];
    }),
  );
}

function checkPorts(programs: readonly (readonly [string, ServiceEntry])[], document: YamlDocument) {
  const takenBy = new Map<number, string>();
  return programs.flatMap(([name, { port }]) => {
    if (port === undefined) return [];
    const before = takenBy.get(port);
    takenBy.set(port, name);
    if (before === undefined) return [];
    return [document.problemAt(["services", name, "port"], { message: `${before} has port ${port}, too` })];
  });
}

import { parseDocument, type YamlDocument } from "../yaml/document.ts";
import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { ConcealedValue } from "../yaml/node.ts";
import type { Path, Problem, Source } from "../yaml/problem.ts";
import { commandForms } from "./commands/list.ts";
import { parseRequest } from "./parse-request.ts";

/** The variables that a file lists under `secrets`. What else may be there is for the schema to refuse. */
export function secretsOf(source: Source): readonly string[] {
  const { value } = parseDocument(source);
  return itemsOf(fieldsOf(value).secrets).filter((name) => typeof name === "string");
}

const WHERE =
  "a secret can be in a request, its headers and its body, in a command and its address, in a signal's URL and query, and in the URLs of reach and of external services";

/** Reports secrets that the file doesn't use, and those that stand where a run shows what it works with. */
export function checkSecrets(
  secrets: readonly string[],
  source: Source,
  document: YamlDocument,
  report: (problem: Problem) => void,
): void {
  for (const [index, name] of itemsOf(fieldsOf(document.value).secrets).entries()) {
    const isUsed = source.text.includes(`\${${name}}`) || source.text.includes(`\${${name}:-`);
    if (isUsed && secrets.includes(String(name))) continue;
    const message = isUsed ? "write the variable's name out" : `nothing in this file is \${${name}}`;
    report(document.problemAt(["secrets", index], { message: `${message}; ${WHERE}` }));
  }
  for (const { path, text, values } of document.concealed) {
    const secret = values.find(({ name, value }) => secrets.includes(name) && !isSent(path, text, value));
    if (secret === undefined) continue;
    const message = `${secret.name} is a secret, and what stands here is shown and kept; ${WHERE}`;
    report(document.problemAt(path, { message }));
  }
}

/** The values that must not be shown and only stand where they are sent. What stands elsewhere is a name or a number. */
export function sentValues({ concealed }: YamlDocument): readonly ConcealedValue[] {
  return concealed.flatMap(({ path, text, values }) => values.filter(({ value }) => isSent(path, text, value)));
}

/** Tells whether a value in the text at the path is only sent somewhere, and not shown. */
function isSent(path: Path, text: string, value: string): boolean {
  const [part, name, ...rest] = path;
  if (part === "load") {
    const keys = rest.map(String).join(".");
    if (commandForms.some(({ key, sentKeys }) => rest[0] === key && sentKeys.includes(String(rest[1])))) return true;
    return (
      /^((requests|steps)\.\d+\.)?(body|headers\..*)$/s.test(keys) ||
      (/(^|\.)request$/.test(keys) && !isService(text, value))
    );
  }
  if (part === "signals") return rest[0] === "prometheus" || rest[0] === "query";
  if (part === "system" && name === "external") return rest[0] === "services" && (rest[2] ?? "url") === "url";
  if (part === "system") return name === "kubernetes" && rest[0] === "reach";
  return part === "title" || part === "owner" || part === "tags";
}

/** Tells whether a request's service is named by the value. */
function isService(request: string, value: string): boolean {
  const parsed = parseRequest(request);
  return value !== "" && parsed.ok && (parsed.service?.includes(value) ?? false);
}

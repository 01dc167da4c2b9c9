import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { problemSpan, type Span, suggestionSpan } from "../../files/authoring/problem-span.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { formatProblem, type Problem, problemText } from "../../files/yaml/problem.ts";
import { readTolerantly, type TolerantDocument } from "../../files/yaml/tolerant-text.ts";
import type { Diagnosis } from "./diagnose.ts";

/** A diagnostic, and what would mend it. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly fix?: { readonly text: string; readonly span: Span };
}

/** The findings of a diagnosis, each at its place in the document of that path. */
export function findingsOf(diagnosis: Diagnosis, path: string, document: TextDocument): readonly Finding[] {
  const text = document.getText();
  const tree = text.length > maxTextLength ? [] : readTolerantly(text);
  const place = { path, document, text, tree };
  return [
    ...diagnosis.problems.map((problem) => (problem.file === path ? own(problem, place) : elsewhere(problem, place))),
    ...diagnosis.warnings.map((warning) => ({
      diagnostic: { ...at({ start: 0, end: 0 }, place), severity: DiagnosticSeverity.Warning, message: warning },
    })),
  ];
}

interface Place {
  readonly path: string;
  readonly document: TextDocument;
  readonly text: string;
  readonly tree: readonly TolerantDocument[];
}

function own(problem: Problem, place: Place): Finding {
  const { document, text, tree } = place;
  const message = problem.path === "" ? problemText(problem) : `${problem.path}: ${problemText(problem)}`;
  if (problem.line === undefined || problem.column === undefined) {
    return { diagnostic: { ...at({ start: 0, end: 0 }, place), message } };
  }
  const offset = document.offsetAt({ line: problem.line - 1, character: problem.column - 1 });
  const diagnostic = { ...at(problemSpan(text, tree, offset), place), message };
  const span = suggestionSpan(text, tree, offset, problem);
  if (span === undefined || problem.suggestion === undefined) return { diagnostic };
  return { diagnostic, fix: { text: problem.suggestion, span } };
}

/** A problem of another file is said where this one names it. */
function elsewhere(problem: Problem, place: Place): Finding {
  const { path, text, tree } = place;
  const naming = tree
    .flatMap(({ scalars }) => scalars)
    .find(
      ({ start, end, isKey }) => !isKey && resolve(dirname(path), text.slice(start, end)) === resolve(problem.file),
    );
  const there = { line: (problem.line ?? 1) - 1, character: (problem.column ?? 1) - 1 };
  const location = { uri: pathToFileURL(problem.file).href, range: { start: there, end: there } };
  const diagnostic = {
    ...at(naming ?? { start: 0, end: 0 }, place),
    message: formatProblem(problem),
    relatedInformation: [{ location, message: problemText(problem) }],
  };
  return { diagnostic };
}

function at({ start, end }: Span, { document }: Place) {
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  return { range, severity: DiagnosticSeverity.Error, source: "brownout" };
}

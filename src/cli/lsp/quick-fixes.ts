import { type CodeAction, CodeActionKind, type Range } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Finding } from "./diagnostics.ts";

/** Edits that put what was probably meant in place of what is wrong in a part of a document. */
export function quickFixes(findings: readonly Finding[], range: Range, document: TextDocument): CodeAction[] {
  return findings.flatMap(({ diagnostic, fix }) => {
    if (fix === undefined || !touches(diagnostic.range, range)) return [];
    const { text, span } = fix;
    const edited = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
    return [
      {
        title: `Replace with "${text}"`,
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        diagnostics: [diagnostic],
        edit: { changes: { [document.uri]: [{ range: edited, newText: text }] } },
      },
    ];
  });
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

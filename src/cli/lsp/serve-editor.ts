import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  MarkupKind,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { faultKinds } from "../../faults/kinds.ts";
import { meaningAt } from "../../files/authoring/hover.ts";
import { fileKinds } from "../../files/authoring/list.ts";
import { offersAt } from "../../files/authoring/offers.ts";
import { interpretSchemas } from "../../files/interpret-schemas.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { version } from "../../values/version.ts";
import type { CommandContext } from "../commands/context.ts";
import { completionItems } from "./completion-items.ts";
import { diagnose } from "./diagnose.ts";
import { type Finding, findingsOf } from "./diagnostics.ts";
import { filesAt } from "./files-at.ts";
import { formatted } from "./formatted.ts";
import { LiveChecks } from "./live-checks.ts";
import { OpenDocuments, type OwnDocument, pathOf } from "./open-documents.ts";
import { quickFixes } from "./quick-fixes.ts";
import { NameFinder } from "./system-names.ts";

/** Serves the editor that started this process, until it ends the connection or the signal aborts. */
export async function serveEditor(options: VariableOptions, { clock, signal }: CommandContext): Promise<void> {
  interpretSchemas();
  const connection = createConnection(process.stdin, process.stdout);
  const documents = new OpenDocuments(fileKinds(faultKinds));
  const findings = new Map<string, readonly Finding[]>();
  const check = async (uri: string) => {
    const read = new Set<string>();
    const versionNow = () => documents.opened.get(uri)?.version;
    const [own, version] = [documents.own(uri), versionNow()];
    const found = own === undefined ? [] : await findingsIn(own, options, documents, read);
    // Of a text that is no longer there nothing is said; its own check is due.
    if (versionNow() !== version) return read;
    findings.set(uri, found);
    await connection.sendDiagnostics({ uri, diagnostics: found.map(({ diagnostic }) => diagnostic) });
    return read;
  };
  const checks = new LiveChecks(clock, check, (error) => connection.console.error(String(error)));
  announce(connection);
  answerQuestions(connection, documents, findings);
  followChanges(connection, documents, checks, (uri) => findings.delete(uri));
  documents.opened.listen(connection);
  connection.listen();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  checks.end();
  connection.dispose();
  // An open stdin would keep the process alive.
  process.stdin.destroy();
}

async function findingsIn(own: OwnDocument, options: VariableOptions, documents: OpenDocuments, read: Set<string>) {
  const { kind, path, document } = own;
  const diagnosis = await diagnose(kind.name, path, options, (file, maxBytes) => {
    read.add(file);
    return documents.read(file, maxBytes);
  });
  return findingsOf(diagnosis, path, document);
}

/** Says what this server can do, and asks to be told of files that change on disk. */
function announce(connection: Connection): void {
  let canWatch = false;
  connection.onInitialize(({ capabilities }): InitializeResult => {
    canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      serverInfo: { name: "brownout", version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: [" ", ".", "(", "/"] },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        documentFormattingProvider: true,
      },
    };
  });
  connection.onInitialized(async () => {
    if (!canWatch) return;
    const watchers = [{ globPattern: "**/*.{yaml,yml}" }];
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
}

function answerQuestions(
  connection: Connection,
  documents: OpenDocuments,
  findings: ReadonlyMap<string, readonly Finding[]>,
): void {
  const names = new NameFinder((path, maxBytes) => documents.read(path, maxBytes));
  connection.onCompletion(({ textDocument, position }) => {
    const own = readable(documents, textDocument.uri);
    if (own === undefined) return [];
    const { document, path, text, kind } = own;
    const offers = offersAt(text, document.offsetAt(position), kind, {
      faultKinds,
      names: (value) => names.namesFor(kind.name, path, value),
      filesAt: (typed) => filesAt(path, typed),
    });
    return completionItems(offers, document);
  });
  connection.onHover(({ textDocument, position }) => {
    const own = readable(documents, textDocument.uri);
    if (own === undefined) return null;
    const { document, text, kind } = own;
    const meaning = meaningAt(text, document.offsetAt(position), kind, faultKinds);
    if (meaning === undefined) return null;
    const range = { start: document.positionAt(meaning.start), end: document.positionAt(meaning.end) };
    return { contents: { kind: MarkupKind.Markdown, value: meaning.text }, range };
  });
  connection.onCodeAction(({ textDocument: { uri }, range }) => {
    const document = documents.opened.get(uri);
    return document === undefined ? [] : quickFixes(findings.get(uri) ?? [], range, document);
  });
  connection.onDocumentFormatting(({ textDocument }) => {
    const own = readable(documents, textDocument.uri);
    return own === undefined ? [] : formatted(own);
  });
}

/** One of our documents that isn't longer than any that is read. */
function readable(documents: OpenDocuments, uri: string): OwnDocument | undefined {
  const own = documents.own(uri);
  return own === undefined || own.text.length > maxTextLength ? undefined : own;
}

function followChanges(
  connection: Connection,
  documents: OpenDocuments,
  checks: LiveChecks,
  forget: (uri: string) => void,
): void {
  const changed = (uri: string) => {
    const path = pathOf(uri);
    if (path !== undefined) checks.fileChanged(path);
  };
  documents.opened.onDidChangeContent(({ document: { uri } }) => {
    // They are at places of the text before.
    forget(uri);
    checks.changed(uri);
    changed(uri);
  });
  documents.opened.onDidClose(({ document: { uri } }) => {
    checks.closed(uri);
    forget(uri);
    changed(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) changed(uri);
  });
}

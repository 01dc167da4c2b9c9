import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import type { CodeAction, CompletionItem, Diagnostic, Hover, TextEdit } from "vscode-languageserver/node";

/** A message of JSON-RPC, as far as these tests look into it. */
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** An editor without a window: speaks the Language Server Protocol to a process, by its own reading of the protocol. */
export class LanguageClient {
  readonly #server: ChildProcess;
  readonly #settings: unknown;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #published = new Map<string, readonly Diagnostic[]>();
  readonly #onPublished = new Set<(published: Published) => void>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  /** Starts a server, which is ended with the test. `settings` are what it is told when it asks for its configuration. */
  constructor(context: TestContext, args: readonly string[], settings?: unknown) {
    this.#server = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#settings = settings;
    context.after(() => this.#server.kill("SIGKILL"));
    this.#server.stdout?.on("data", (data: Buffer) => this.#take(data));
    this.#server.once("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the server ended"));
    });
  }

  async initialize(capabilities: object = {}): Promise<unknown> {
    const result = await this.request("initialize", { processId: process.pid, rootUri: null, capabilities });
    this.notify("initialized", {});
    return result;
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#send({ id, method, params });
    return answer.promise;
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  open(uri: string, text: string): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  }

  /** Puts another text in the place of a document's. */
  change(uri: string, text: string, version: number): void {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  /** The diagnostics of a document, once they are as they should be. */
  until(uri: string, isSo: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const now = this.#published.get(uri);
    if (now !== undefined && isSo(now)) return Promise.resolve(now);
    return new Promise((resolve) => {
      const look = (published: Published) => {
        if (published.uri !== uri || !isSo(published.diagnostics)) return;
        this.#onPublished.delete(look);
        resolve(published.diagnostics);
      };
      this.#onPublished.add(look);
    });
  }

  async completion(uri: string, text: string, offset: number): Promise<readonly CompletionItem[]> {
    const answer = await this.request("textDocument/completion", at(uri, text, offset));
    const items = Array.isArray(answer) ? answer : (answer as { items: CompletionItem[] }).items;
    return items as CompletionItem[];
  }

  async hover(uri: string, text: string, offset: number): Promise<Hover | null> {
    return (await this.request("textDocument/hover", at(uri, text, offset))) as Hover | null;
  }

  async actions(uri: string, { range }: Diagnostic): Promise<readonly CodeAction[]> {
    const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
    return (await this.request("textDocument/codeAction", params)) as CodeAction[];
  }

  async format(uri: string): Promise<readonly TextEdit[]> {
    const options = { tabSize: 2, insertSpaces: true };
    return (await this.request("textDocument/formatting", { textDocument: { uri }, options })) as TextEdit[];
  }

  /** Ends the server as an editor does. Resolves with its exit code. */
  async shutdown(): Promise<number | null> {
    const exit = once(this.#server, "exit") as Promise<[number | null]>;
    await this.request("shutdown", null);
    this.notify("exit", undefined);
    return (await exit)[0];
  }

  /** Goes without a word, as an editor that crashed. Resolves once the server has ended. */
  async leave(): Promise<void> {
    const exit = once(this.#server, "exit");
    this.#server.stdin?.end();
    await exit;
  }

  #send(message: Message): void {
    const content = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#server.stdin?.write(`Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`);
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const headEnd = this.#received.indexOf("\r\n\r\n");
      const [, length] = /Content-Length: (\d+)/.exec(this.#received.toString("latin1", 0, Math.max(0, headEnd))) ?? [];
      const end = headEnd + 4 + Number(length);
      if (headEnd < 0 || length === undefined || this.#received.length < end) return;
      const message = JSON.parse(this.#received.toString("utf8", headEnd + 4, end)) as Message;
      this.#received = this.#received.subarray(end);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (method === "textDocument/publishDiagnostics") {
      const published = params as Published;
      this.#published.set(published.uri, published.diagnostics);
      for (const look of [...this.#onPublished]) look(published);
    } else if (method !== undefined && id !== undefined) {
      const { items = [] } = (params ?? {}) as { items?: readonly { section?: string }[] };
      const settings = this.#settings as Readonly<Record<string, unknown>> | undefined;
      const answers = items.map(({ section = "" }) => settings?.[section] ?? null);
      this.#send({ id, result: method === "workspace/configuration" ? answers : null });
    } else if (typeof id === "number") {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    }
  }
}

/** The words of a diagnostic. */
export function said(diagnostic: Diagnostic | undefined): string {
  const { message = "" } = diagnostic ?? {};
  return typeof message === "string" ? message : message.value;
}

/** The parameters of a question about a place of a document: lines and UTF-16 units, from 0. */
function at(uri: string, text: string, offset: number) {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { textDocument: { uri }, position };
}

/** The text after edits, which don't touch each other. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ index, 0: lineEnd }) => index + lineEnd.length)];
  const offsetOf = ({ line, character }: TextEdit["range"]["start"]) => (starts[line] ?? text.length) + character;
  const fromBehind = [...edits].sort((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start));
  return fromBehind.reduce(
    (rest, { range, newText }) => rest.slice(0, offsetOf(range.start)) + newText + rest.slice(offsetOf(range.end)),
    text,
  );
}

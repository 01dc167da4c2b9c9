import { fileURLToPath } from "node:url";
import { TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { readText } from "../../assembly/read-text.ts";
import { type FileKind, kindOf } from "../../files/authoring/file-kind.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { readTolerantly } from "../../files/yaml/tolerant-text.ts";
import { UsageError } from "../../values/errors.ts";

/** A document that is one of ours. */
export interface OwnDocument {
  readonly document: TextDocument;
  readonly path: string;
  readonly text: string;
  readonly kind: FileKind;
}

/** The documents that an editor has open, with what was typed into them. */
export class OpenDocuments {
  readonly opened = new TextDocuments(TextDocument);
  readonly #kinds: readonly FileKind[];

  constructor(kinds: readonly FileKind[]) {
    this.#kinds = kinds;
  }

  /** A document that is open, and one of ours; undefined for any other. */
  own(uri: string): OwnDocument | undefined {
    const document = this.opened.get(uri);
    const path = pathOf(uri);
    if (document === undefined || path === undefined) return undefined;
    const text = document.getText();
    const value = text.length > maxTextLength ? undefined : readTolerantly(text)[0]?.value;
    const kind = kindOf(this.#kinds, path.replaceAll("\\", "/"), text, value);
    return kind === undefined ? undefined : { document, path, text, kind };
  }

  /** Reads a file: as it is in the editor, where it is open there, or else from disk. */
  read(path: string, maxBytes: number): string {
    const open = this.opened.all().find(({ uri }) => pathOf(uri) === path);
    if (open === undefined) return readText(path, maxBytes);
    const text = open.getText();
    if (Buffer.byteLength(text) <= maxBytes) return text;
    throw new UsageError({ message: `${path} is larger than ${maxBytes / 1024} KiB` });
  }
}

/** The path of a document; undefined where it is no file, as one that was never saved. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // One of another machine, or with a slash in a name: no file that is found here.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

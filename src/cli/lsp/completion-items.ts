import { type CompletionItem, CompletionItemKind, InsertTextMode, MarkupKind } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Offer, OfferKind } from "../../files/authoring/offer.ts";

const kinds: Readonly<Record<OfferKind, CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  word: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  metric: CompletionItemKind.Field,
  file: CompletionItemKind.File,
  example: CompletionItemKind.Value,
};

/** Offers as the protocol has them, in their order but for needed keys, which come first, and examples, which come last. */
export function completionItems(offers: readonly Offer[], document: TextDocument): CompletionItem[] {
  return offers.map(({ label, text, start, end, kind, meaning, isNeeded }, index) => {
    const rank = isNeeded ? 0 : kind === "example" ? 2 : 1;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    return {
      label,
      kind: kinds[kind],
      textEdit: { range, newText: text },
      // It has the columns that it needs.
      insertTextMode: InsertTextMode.asIs,
      sortText: `${rank}${String(index).padStart(4, "0")}`,
      ...(kind === "example" && { detail: "for example" }),
      ...(isNeeded && { detail: "needed" }),
      ...(meaning && { documentation: { kind: MarkupKind.Markdown, value: meaning } }),
    };
  });
}

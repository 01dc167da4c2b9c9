import type { YamlDocument } from "../yaml/document.ts";
import type { Path } from "../yaml/problem.ts";
import { ConcealedText, type SentText } from "./concealed-text.ts";

/** The text of the document at `path`, with its variables replaced and what must not be shown concealed. */
export function sentText(text: string, path: Path, document: YamlDocument): SentText {
  const shown = document.shownAt(path);
  return typeof shown === "string" ? new ConcealedText(text, shown) : text;
}

/** The texts of a mapping at `path`. */
export function sentTexts(
  texts: Readonly<Record<string, string>>,
  path: Path,
  document: YamlDocument,
): Readonly<Record<string, SentText>> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, sentText(text, [...path, key], document)]),
  );
}

/**
 * The part of the path that may be shown of `GET checkout/pay?key=${KEY}`. `service` is what the request was found to
 * be for.
 */
export function shownPath(shown: string, service: string | undefined): string {
  const target = shown.trimEnd().replace(/^\S*\s+/, "");
  if (service === undefined) return target;
  const path = target.startsWith(service) ? target.slice(service.length) : target.replace(/^\$\{\w+\}(?=[/?])/, "");
  return path === "" || path.startsWith("?") ? `/${path}` : path;
}

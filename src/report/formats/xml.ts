import { stripVTControlCharacters } from "node:util";

/** An element of an XML document. Names of elements and attributes are written as they are; all other text may be anything. */
export interface XmlElement {
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** All but the characters that a document may have (XML 1.0, production 2): halves of pairs are among them, too. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const REFERENCES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A document of XML 1.0, an element a line. Characters that none may have become U+FFFD. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, "").join("\n")}\n`;
}

function lines({ name, attributes = {}, children = [] }: XmlElement, indent: string): readonly string[] {
  const start = `${indent}<${name}${Object.entries(attributes).map(attribute).join("")}`;
  if (children.length === 0) return [`${start}/>`];
  // Spaces beside a text would be a part of it.
  if (children.every((child) => typeof child === "string"))
    return [`${start}>${children.map(text).join("")}</${name}>`];
  const inner = children.flatMap((child) => (typeof child === "string" ? [text(child)] : lines(child, `${indent}  `)));
  return [`${start}>`, ...inner, `${indent}</${name}>`];
}

function attribute([name, value]: readonly [string, string | number | undefined]): string {
  if (value === undefined) return "";
  // A reader makes spaces of line ends and tabs that aren't written as references.
  return ` ${name}="${text(String(value)).replace(/[\t\n]/g, (space) => `&#${space.charCodeAt(0)};`)}"`;
}

function text(value: string): string {
  return stripVTControlCharacters(value)
    .replace(NO_CHARACTER, "\ufffd")
    .replace(/[&<>"]/g, (sign) => REFERENCES[sign] ?? sign)
    .replaceAll("\r", "&#13;");
}

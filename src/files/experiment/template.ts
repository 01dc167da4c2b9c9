import type { Random } from "../../values/random/random.ts";

/** Text that stands for itself, or a value that is made anew for each request. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "id" | "uuid" | "counter" }
  | { readonly kind: "int"; readonly from: number; readonly to: number }
  /** A value that an earlier step of the visit took. */
  | { readonly kind: "taken"; readonly name: string };

/** The parts of a template; or why it is none, and the offset in its text where that shows. */
export type ParsedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

const ALLOWED = "{{id}} (one a request), {{uuid}}, {{counter}} or {{int A B}}";

/** The first words of the templates that every request may have. */
export const TEMPLATE_WORDS: readonly string[] = ["id", "uuid", "counter", "int"];

/**
 * Reads a path, header or body that may hold templates:
 *
 * - `{{id}}`: a UUID, the same wherever it stands in one request
 * - `{{uuid}}`: a UUID, another at each place
 * - `{{counter}}`: which request of its load this is, from 1
 * - `{{int A B}}`: a whole number, A and B included
 * - `{{NAME}}`: a value of `taken`, the names of those that earlier steps of a visit took
 */
export function parseTemplate(text: string, taken: readonly string[] = []): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    if (open === -1) break;
    const close = text.indexOf("}}", open);
    if (close === -1) return { ok: false, problem: `{{ without }}: allowed are ${ALLOWED}`, offset: open };
    const part = parsePlaceholder(text.slice(open + 2, close), taken);
    if (typeof part === "string") return { ok: false, problem: part, offset: open };
    if (open > at) parts.push({ kind: "text", text: text.slice(at, open) });
    parts.push(part);
    at = close + 2;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return { ok: true, parts };
}

/** The part that `{{inner}}` stands for, or what is wrong with it. */
function parsePlaceholder(inner: string, taken: readonly string[]): TemplatePart | string {
  const [name = "", ...args] = inner.trim().split(/\s+/);
  const written = `{{${inner}}}`;
  switch (name) {
    case "id":
    case "uuid":
    case "counter":
      return args.length === 0 ? { kind: name } : `${written}: ${name} takes nothing after it`;
    case "int":
      return parseInts(args) ?? `${written}: write {{int A B}} with whole numbers A <= B, as in {{int 1 100}}`;
    default: {
      if (args.length === 0 && taken.includes(name)) return { kind: "taken", name };
      const values = taken.map((one) => `, {{${one}}}`).join("");
      return `${written} is not known: allowed are ${ALLOWED}${values}`;
    }
  }
}

function parseInts(args: readonly string[]): TemplatePart | undefined {
  if (args.length !== 2 || !args.every((arg) => /^-?\d+$/.test(arg))) return undefined;
  const [from = 0, to = 0] = args.map(Number);
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to ? { kind: "int", from, to } : undefined;
}

const NONE_TAKEN: ReadonlyMap<string, string> = new Map();

/** The values that the templates of one request share. Make one for each request. */
export class RequestValues {
  readonly random: Random;
  readonly counter: number;
  /** By name, what earlier steps of the visit took. */
  readonly taken: ReadonlyMap<string, string>;
  #id: string | undefined;

  /** `counter` says which request of its load this is, from 1. */
  constructor(random: Random, counter: number, taken: ReadonlyMap<string, string> = NONE_TAKEN) {
    this.random = random;
    this.counter = counter;
    this.taken = taken;
  }

  get id(): string {
    this.#id ??= uuid(this.random);
    return this.#id;
  }
}

/** The text of a template for one request. `encode` makes a value that was taken fit where it stands. */
export function renderTemplate(
  parts: readonly TemplatePart[],
  values: RequestValues,
  encode: (taken: string) => string = (taken) => taken,
): string {
  let text = "";
  for (const part of parts) {
    text += part.kind === "taken" ? encode(values.taken.get(part.name) ?? "") : renderPart(part, values);
  }
  return text;
}

/** The texts that a template makes with its least values and with its greatest; none where it is no template. */
export function sampleTexts(text: string): readonly string[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return [];
  return [0, 1 - Number.EPSILON].map((drawn) => renderTemplate(parsed.parts, new RequestValues(() => drawn, 1)));
}

function renderPart(part: Exclude<TemplatePart, { kind: "taken" }>, values: RequestValues): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "id":
      return values.id;
    case "uuid":
      return uuid(values.random);
    case "counter":
      return String(values.counter);
    case "int":
      return String(part.from + Math.floor(values.random() * (part.to - part.from + 1)));
  }
}

/** A version 4 UUID (RFC 9562), from the given stream so that a seed repeats it. */
function uuid(random: Random): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = [word(), (word() & 0xffff0fff) | 0x4000, (word() & 0x3fffffff) | 0x80000000, word()]
    .map((bits) => (bits >>> 0).toString(16).padStart(8, "0"))
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

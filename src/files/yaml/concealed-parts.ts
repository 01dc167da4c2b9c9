import type { ConcealedValue, YamlNode } from "./node.ts";
import { type ProblemParts, show } from "./problem.ts";

/** Fewer characters are a part of some word of ours as often as of a value. */
const FEWEST_CHARACTERS = 5;

/**
 * A problem without what must not be shown: the value that it is of as it was written, and no other's value.
 * @param node what the problem is of, where it is there
 * @param all every value that must not be shown, also elsewhere in the document
 */
export function concealedParts(
  parts: ProblemParts,
  node: YamlNode | undefined,
  all: readonly ConcealedValue[],
): ProblemParts {
  if (all.length === 0) return parts;
  const nodes = node === undefined ? [] : [...concealedNodes(node)];
  const here = nodes.flatMap(({ concealed = [] }) => concealed);
  const conceal = (text: string) => {
    const written = nodes.reduce(asWritten, text);
    return withoutPieces(withoutQuoted(withoutValues(written, all), here), here);
  };
  const { message, suggestion, mistaken, allowed } = parts;
  return {
    message: conceal(message),
    suggestion: suggestion && conceal(suggestion),
    mistaken: mistaken && conceal(mistaken),
    allowed,
  };
}

/** The node and all in it of which something must not be shown, from the outside in. */
function* concealedNodes(node: YamlNode): Generator<YamlNode> {
  if (node.shown === undefined) return;
  yield node;
  for (const item of node.items ?? []) yield* concealedNodes(item);
  for (const { node: inner } of node.entries?.values() ?? []) yield* concealedNodes(inner);
}

function asWritten(text: string, { value, shown }: YamlNode): string {
  const quoted = text.replaceAll(show(value), () => show(shown));
  return typeof value === "object" ? quoted : quoted.replaceAll(`found ${value}`, () => `found ${shown}`);
}

/** The text with the variable's name in place of each value; those of a few characters are left. */
export function withoutValues(text: string, values: readonly ConcealedValue[]): string {
  return values.reduce((rest, { name, value }) => {
    if (value.length < FEWEST_CHARACTERS) return rest;
    const forms = [value, JSON.stringify(value).slice(1, -1)];
    return forms.reduce((left, form) => left.replaceAll(form, () => reference(name)), rest);
  }, text);
}

/** A quotation that is a piece of a value says a piece of it, however short. */
function withoutQuoted(text: string, values: readonly ConcealedValue[]): string {
  return text.replace(/"([^"]+)"/g, (quotation, quoted: string) => {
    const of = values.find(({ value }) => value.includes(quoted));
    return of === undefined ? quotation : `"${reference(of.name)}"`;
  });
}

/** Messages cut long values short, and quote what is wrong in them. */
function withoutPieces(text: string, values: readonly ConcealedValue[]): string {
  return values.reduce((whole, { name, value }) => {
    let left = "";
    let at = 0;
    while (at < whole.length) {
      const length = commonLength(whole, at, value);
      const isPiece = length >= FEWEST_CHARACTERS;
      left += isPiece ? reference(name) : whole[at];
      at += isPiece ? length : 1;
    }
    return left;
  }, text);
}

/** Number of characters from `at` on that stand in the value, one after the other. */
function commonLength(text: string, at: number, value: string): number {
  let length = 0;
  while (at + length < text.length && value.includes(text.slice(at, at + length + 1))) length++;
  return length;
}

function reference(name: string): string {
  return `\${${name}}`;
}

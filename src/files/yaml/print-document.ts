import {
  Composer,
  type Document,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
} from "yaml";
import { moveCommentsOut } from "./comment-levels.ts";
import type { Path } from "./problem.ts";

/** Rules on how a document is printed. */
export interface PrintRules {
  /** Keys of the mapping at a path in their order; none where they stay in theirs. Keys that aren't in it come last. */
  order(path: Path, mapping: YAMLMap): readonly string[];
  /** Tells whether a blank line comes before a key at the root, where it isn't the first. */
  isApart(key: string): boolean;
}

/**
 * Prints a YAML text anew: two columns a level, one space where some are enough, keys in the order of the rules. Comments,
 * anchors and the order of lists stay, and so does the text of scalars, letter by letter. A text with anchors keeps the order of
 * its keys, since an alias comes after its anchor; what is in brackets over several lines stays as it is.
 * @returns undefined where the text isn't one document, or has what the library that prints takes for a mistake
 */
export function printDocument(text: string, { order, isApart }: PrintRules): string | undefined {
  const document = read(text);
  if (document === undefined) return undefined;
  const root = isMap(document.contents) ? document.contents : undefined;
  if (root !== undefined) keepHead(root);
  if (!hasAnchors(document)) sortKeys(document, order);
  if (root !== undefined) setApart(root, KEEPS_BLANK_LINES.test(text) ? () => false : isApart);
  keepFlow(document, text);
  return document.toString({ lineWidth: 0, verifyAliasOrder: false });
}

function read(text: string): Document | undefined {
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) moveCommentsOut(token);
  const composer = new Composer({
    // Nothing is read as anything but text, so that it can be written as it was.
    schema: "failsafe",
    customTags: (tags) => tags.map(writingScalars),
    keepSourceTokens: true,
    logLevel: "silent",
  });
  const [document, ...others] = composer.compose(tokens);
  return document === undefined || others.length > 0 || document.errors.length > 0 ? undefined : document;
}

/** Comments of a text, one after the other. */
export function commentsOf(text: string): readonly string[] {
  const lexemes = [...new Lexer().lex(text)];
  // The mark says that a scalar follows.
  return lexemes
    .filter((lexeme, at) => lexeme.startsWith("#") && lexemes[at - 1] !== "\x1f")
    .map((one) => one.trimEnd());
}

/** The head of a block scalar that blank lines behind it belong to. */
const KEEPS_BLANK_LINES = /[|>]\d?\+/;

/** Leaves what stands at the head of a file there, such as the line that names its schema, whichever key comes first. */
function keepHead(root: YAMLMap): void {
  const first = root.items[0]?.key;
  if (!isScalar(first) || !first.commentBefore) return;
  root.commentBefore = [root.commentBefore, first.commentBefore].filter(Boolean).join("\n");
  first.commentBefore = null;
}

function hasAnchors(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function sortKeys(document: Document, order: PrintRules["order"]): void {
  visit(document, {
    Map(_, mapping, ancestors) {
      const keys = order(pathOf([...ancestors, mapping]), mapping);
      const rank = ({ key }: Pair) => {
        const at = keys.indexOf(nameOf(key));
        return at < 0 ? keys.length : at;
      };
      const sorted = [...mapping.items].sort((a, b) => rank(a) - rank(b));
      // A comment before the first key belongs to the mapping, and would be left behind.
      const isRoot = mapping === document.contents;
      if (isRoot || !mapping.commentBefore || sorted[0] === mapping.items[0]) mapping.items = sorted;
    },
  });
}

/** The path of the last of these, each of which is in the one before. */
function pathOf(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, at): Path => {
    const next = nodes[at + 1];
    if (typeof node === "object" && node !== null && "key" in node) return [nameOf(node.key)];
    return isCollection(node) && !isMap(node) && next !== undefined ? [node.items.indexOf(next)] : [];
  });
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function setApart({ items }: YAMLMap, isApart: PrintRules["isApart"]): void {
  for (const [at, { key }] of items.entries()) {
    if (!isScalar(key)) continue;
    if (at === 0) key.spaceBefore = false;
    else if (isApart(nameOf(key))) key.spaceBefore = true;
  }
}

type Tag = Exclude<Tags[number], string>;
type Stringify = NonNullable<ScalarTag["stringify"]>;
type Context = Parameters<Stringify>[1];

/** A tag of scalars that prints them as they were written. */
function writingScalars(tag: Tags[number]): Tags[number] {
  if (typeof tag === "string" || tag.collection !== undefined) return tag;
  const usual = tag.stringify;
  const stringify: Stringify = (node, context, onComment, onChompKeep) =>
    scalarAsWritten(node, context) ?? usual?.(node, context, onComment, onChompKeep) ?? String(node.value);
  return { ...tag, stringify } satisfies Tag;
}

/** Lets what is in brackets be printed as it stands over several lines, or with spaces inside of `{ }` alone. */
function keepFlow(document: Document, text: string): void {
  visit(document, {
    Collection(_, node) {
      if (!node.flow) return;
      const usual = node.toString.bind(node);
      node.toString = (context?: Context, onComment?: () => void, onChompKeep?: () => void) => {
        if (context === undefined) return usual();
        const lines = linesOf(node, context, text);
        if (lines === undefined) {
          return usual({ ...context, flowCollectionPadding: isMap(node) ? " " : "" }, onComment, onChompKeep);
        }
        if (lines.hasComment) onComment?.();
        return lines.text;
      };
    },
  });
}

function scalarAsWritten({ srcToken, comment }: Scalar, { indent }: Context): string | undefined {
  if (srcToken === undefined) return undefined;
  if (srcToken.type !== "block-scalar") {
    const [first, ...others] = "source" in srcToken ? srcToken.source.split("\n") : [""];
    return [first?.trimEnd(), ...others.map((line) => line.trim() && `${indent}${line.trim()}`)].join("\n");
  }
  const header = srcToken.props.find(({ type }) => type === "block-scalar-header");
  // Blank lines at its end, an indentation of its own and a comment in its head are for the library to print.
  if (comment || header === undefined || !("source" in header) || /[+\d]/.test(header.source)) return undefined;
  const lines = srcToken.source.trimEnd().split("\n");
  const base = lines.find((line) => line.trim() !== "")?.search(/\S/) ?? 0;
  const content = lines.map((line) => (line.trim() === "" ? "" : `${indent || "  "}${line.slice(base)}`));
  return [header.source, ...content].join("\n");
}

/** The lines of what stands in brackets over several, moved by as many columns as what it is in; undefined where it is on one. */
function linesOf(
  { range }: Node,
  { indent }: Context,
  text: string,
): { text: string; hasComment: boolean } | undefined {
  if (!range) return undefined;
  const [start, end, nodeEnd] = range;
  const [first, ...others] = text.slice(start, end).split("\n");
  if (others.length === 0) return undefined;
  const moved = indent.length - (start - (text.lastIndexOf("\n", start - 1) + 1));
  const lines = others.map((one) => {
    const columns = Math.max(indent.length, one.search(/\S|$/) + moved);
    return one.trim() === "" ? "" : `${" ".repeat(columns)}${one.trim()}`;
  });
  const [comment] = /#.*/.exec(text.slice(end, nodeEnd)) ?? [];
  return {
    text: `${[first, ...lines].join("\n")}${comment === undefined ? "" : ` ${comment.trimEnd()}`}`,
    hasComment: comment !== undefined,
  };
}

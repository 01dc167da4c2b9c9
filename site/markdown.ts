/** A stretch of a Markdown page: prose, or what stands between fences. */
export interface Part {
  /** As it is in the page, with its fences. */
  readonly raw: string;
  /** Of its first line in the page, from 1. */
  readonly line: number;
  /** Undefined for prose. */
  readonly block?: Block;
}

export interface Block {
  /** Empty where the fence names none. */
  readonly language: string;
  /** What is between the fences, without their indentation. */
  readonly text: string;
}

const FENCED = /^( *)(`{3,})([\w-]*)[^\n`]*\n([\s\S]*?)^ *\2 *(?:\n|$(?![\s\S]))/gm;

/** Splits a page into prose and fenced blocks, in their order; together they are the page. */
export function partsOf(page: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  const add = (to: number, block?: Block) => {
    const raw = page.slice(at, to);
    if (raw !== "") parts.push({ raw, line: page.slice(0, at).split("\n").length, ...(block && { block }) });
    at = to;
  };
  for (const { 0: raw, 1: indent = "", 3: language = "", 4: text = "", index } of page.matchAll(FENCED)) {
    add(index);
    add(index + raw.length, { language, text: text.replaceAll(new RegExp(`^ {0,${indent.length}}`, "gm"), "") });
  }
  add(page.length);
  return parts;
}

/** What is between backquotes, as many on both sides. */
const CODE_SPAN = /(`+)[^`](?:[\s\S]*?[^`])??\1(?!`)/g;

/** The text of each code span of a page's prose, with its line. */
export function codeSpansOf(page: string): readonly { readonly line: number; readonly text: string }[] {
  return proseOf(page).flatMap(({ raw, line }) =>
    [...raw.matchAll(CODE_SPAN)].map(({ 0: span, 1: { length } = "", index }) => ({
      line: line + raw.slice(0, index).split("\n").length - 1,
      text: span.slice(length, -length).replaceAll("\n", " "),
    })),
  );
}

/** The first heading of a page as plain text. @throws Error where it has none */
export function titleOf(page: string): string {
  const [title] = headingsOf(page);
  if (title === undefined) throw new Error("the page has no heading");
  return title;
}

/** The anchors of a page's headings as GitHub makes them, in their order. */
export function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return headingsOf(page).map((heading) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** The anchor that GitHub gives the first heading with a text. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Where the links and images of a page's prose lead, each with its line. */
export function linksOf(page: string): readonly { readonly line: number; readonly target: string }[] {
  const links: { line: number; target: string }[] = [];
  for (const { raw, line } of proseOf(page)) {
    eachLink(raw, (target, index) => {
      links.push({ line: line + raw.slice(0, index).split("\n").length - 1, target });
      return undefined;
    });
  }
  return links;
}

/** The page with other targets of its links and images. @param other gives the new one; a link without becomes its text */
export function withLinks(page: string, other: (target: string) => string | undefined): string {
  return partsOf(page)
    .map(({ raw, block }) => (block === undefined ? eachLink(raw, other) : raw))
    .join("");
}

const LINK = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

function eachLink(prose: string, other: (target: string, index: number) => string | undefined): string {
  // A link may hold code spans, but nothing in a span is a link.
  const spans = [...prose.matchAll(CODE_SPAN)].map(({ 0: { length }, index }) => [index, index + length] as const);
  const isCode = (at: number) => spans.some(([from, to]) => from <= at && at < to);
  return prose.replaceAll(LINK, (link, mark: string, text: string, target: string, index: number) => {
    if (isCode(index)) return link;
    const changed = other(target, index);
    return changed === undefined ? text : `${mark}[${text}](${changed})`;
  });
}

function headingsOf(page: string): readonly string[] {
  return proseOf(page).flatMap(({ raw }) =>
    [...raw.matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, text = ""]) =>
      text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", ""),
    ),
  );
}

function proseOf(page: string): readonly Part[] {
  return partsOf(page).filter(({ block }) => block === undefined);
}

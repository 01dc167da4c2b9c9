import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents } from "js-yaml";

/** A place in a text where an item of a list can be put, on lines of its own. */
interface ListEnd {
  /** Offset of the beginning of a line, or the end of the text. */
  readonly offset: number;
  /** Columns before the dash. */
  readonly indent: number;
  /** True where the list isn't there yet. */
  readonly isNew?: true;
}

/**
 * Adds an item behind the last one of a list at the root of a YAML text that can be read, and changes nothing else: with the
 * indentation and the line ends that are there. A list that isn't there comes at the end.
 * @param lines of the item, the first of them with its dash
 * @returns undefined where the list is written in brackets or is an alias, so that lines can't be added to it
 */
export function appendItem(text: string, key: string, lines: readonly string[]): string | undefined {
  const end = listEnd(text, parseEvents(text, {}), key);
  if (end === undefined) return undefined;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const [before, after] = [text.slice(0, end.offset), text.slice(end.offset)];
  const item = lines.map((line) => `${" ".repeat(end.indent)}${line}`);
  const added = [...(end.isNew ? ["", `${key}:`] : []), ...item].join(lineEnd);
  const start = before === "" || before.endsWith("\n") ? before : `${before}${lineEnd}`;
  return `${start}${added}${lineEnd}${after}`;
}

function listEnd(text: string, events: readonly Event[], key: string): ListEnd | undefined {
  const [, root] = events;
  if (root?.type !== EVENT_ID.MAPPING || root.style !== COLLECTION_STYLE.BLOCK) return undefined;
  const column = columnOf(text, root.start);
  for (let at = 2; at < events.length && events[at]?.type !== EVENT_ID.POP; ) {
    const [name, value] = [events[at], events[at + 1]];
    const next = afterNode(events, at + 1);
    if (name?.type === EVENT_ID.SCALAR && getScalarValue(text, name) === key) {
      const contentEnd = lastEnd(events.slice(at, next));
      const offset = lineBehind(text, contentEnd, startOf(events[next]) ?? text.length, column);
      if (value?.type === EVENT_ID.SCALAR && value.valueStart < 0) return { offset, indent: column + 2 };
      if (value?.type !== EVENT_ID.SEQUENCE || value.style !== COLLECTION_STYLE.BLOCK) return undefined;
      return { offset, indent: columnOf(text, value.start) };
    }
    at = next;
  }
  return { offset: text.length, indent: column + 2, isNew: true };
}

/** Index of the event behind the node that begins at `at`. */
function afterNode(events: readonly Event[], at: number): number {
  let depth = 0;
  for (let index = at; index < events.length; index++) {
    const type = events[index]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    else if (type === EVENT_ID.POP) depth--;
    if (depth === 0) return index + 1;
  }
  return events.length;
}

function lastEnd(events: readonly Event[]): number {
  const ends = events.map((event) => {
    if (event.type === EVENT_ID.SCALAR) return Math.max(event.valueEnd, event.anchorEnd);
    return event.type === EVENT_ID.ALIAS ? event.anchorEnd : 0;
  });
  return Math.max(...ends);
}

function startOf(event: Event | undefined): number | undefined {
  return event?.type === EVENT_ID.SCALAR ? event.valueStart : undefined;
}

/**
 * Offset of the line behind the list: before the blank lines and comments that belong to the key after it. A comment that is
 * indented further than that key still belongs to the list.
 */
function lineBehind(text: string, contentEnd: number, nextKeyAt: number, column: number): number {
  let offset = nextKeyAt === text.length ? nextKeyAt : text.lastIndexOf("\n", nextKeyAt - 1) + 1;
  while (offset > contentEnd) {
    const start = text.lastIndexOf("\n", offset - 2) + 1;
    const line = text.slice(start, offset);
    const isOutside = line.trim() === "" || new RegExp(`^ {0,${column}}#`).test(line);
    if (!isOutside || start < contentEnd) return offset;
    offset = start;
  }
  return offset;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

import {
  boolCoreTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import { type ConcealedValue, measure, type YamlEntry, type YamlNode } from "./node.ts";
import { codePoint, type Path, type ProblemParts, show } from "./problem.ts";

/** The outcome of expanding a scalar's text: variables replaced, or what is wrong with them. */
export interface Expansion {
  readonly text: string;
  /** The text as it may be shown, and which values are not in it; none where all of it may be. */
  readonly concealed?: { readonly shown: string; readonly values: readonly ConcealedValue[] };
  /** Offsets in the text before. */
  readonly failures: readonly (ProblemParts & { readonly offset: number })[];
}

/** Replaces what stands for something else in a scalar's text. Keys are not given to it. */
export type Expand = (text: string) => Expansion;

/** A problem at an offset of the text. */
export interface FoundProblem {
  readonly offset: number;
  readonly path: Path;
  readonly parts: ProblemParts;
}

/** The text can't be read any further. */
export class Unreadable extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const maxDepth = 32;
const maxNodes = 20_000;
/** Of all scalars after variables were replaced; more than a text without variables can have. */
const maxCharacters = 1024 * 1024;

const NO_MERGE_KEYS =
  "merge keys (<<) aren't read; write the keys out, or let an alias be a whole value: headers: *common";

/** Rules on what a text may hold besides. */
export interface ComposerRules {
  /** Merge keys are taken in; else they are problems. */
  readonly mergeKeys: boolean;
  readonly maxNodes: number;
}

const strict: ComposerRules = { mergeKeys: false, maxNodes };

const plainTags = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];

/**
 * Parses the only document of a YAML 1.2 text. What is wrong but can be passed over goes to `problems`.
 * @throws Unreadable, and YAMLException where js-yaml finds the syntax wrong.
 */
export function composeDocument(
  text: string,
  expand: Expand,
  problems: FoundProblem[],
  rules: ComposerRules = strict,
): YamlNode {
  const root = new Composer(text, expand, problems, rules).document();
  if (root.height > maxDepth) throw new Unreadable(root.offset, `nests deeper than ${maxDepth} levels through aliases`);
  return root;
}

class Composer {
  readonly #text: string;
  readonly #expand: Expand;
  readonly #problems: FoundProblem[];
  readonly #events: readonly Event[];
  readonly #rules: ComposerRules;
  #index = 0;
  /** undefined while the anchor's own node is being read. */
  readonly #anchors = new Map<string, YamlNode | undefined>();
  /** Offset at which an empty value is said to be: that of what was read last. */
  #lastOffset = 0;
  /** Of the node that is being read. */
  readonly #path: PropertyKey[] = [];
  #characters = 0;

  constructor(text: string, expand: Expand, problems: FoundProblem[], rules: ComposerRules) {
    this.#text = text;
    this.#rules = rules;
    this.#expand = expand;
    this.#problems = problems;
    this.#events = parseEvents(text, { maxDepth });
  }

  document(): YamlNode {
    if (this.#events.length === 0) throw new Unreadable(0, "the file is empty");
    this.#next();
    const root = this.#node();
    this.#next();
    if (this.#index < this.#events.length) {
      this.#next();
      throw new Unreadable(this.#offsetOf(this.#next()), "a second document begins; one file holds one");
    }
    if (root.value === null) throw new Unreadable(0, "the file is empty");
    return root;
  }

  #next(): Event {
    const event = this.#events[this.#index++];
    if (event === undefined) throw new Unreadable(this.#lastOffset, "the text ends too early");
    return event;
  }

  #atEnd(): boolean {
    return this.#events[this.#index]?.type === EVENT_ID.POP;
  }

  #node(): YamlNode {
    const event = this.#next();
    const offset = this.#offsetOf(event);
    this.#lastOffset = offset;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      throw new Unreadable(offset, "a value is missing");
    }
    if (event.tagStart >= 0) this.#refuseTag(event.tagStart, event.tagEnd);
    const anchor = event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const node = this.#content(event, offset);
    if (node.size > this.#rules.maxNodes) {
      throw new Unreadable(offset, `holds more than ${this.#rules.maxNodes} values with its aliases written out`);
    }
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #content(event: Event, offset: number): YamlNode {
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event, offset);
    const node = event.type === EVENT_ID.SEQUENCE ? this.#sequence(offset) : this.#mapping(offset);
    this.#next();
    return node;
  }

  #sequence(offset: number): YamlNode {
    const items: YamlNode[] = [];
    while (!this.#atEnd()) items.push(this.#child(items.length));
    const node = { offset, value: items.map((item) => item.value), items, ...measure(items) };
    return items.some(isConcealed) ? { ...node, shown: items.map(shownOf) } : node;
  }

  #mapping(offset: number): YamlNode {
    const entries = new Map<string, YamlEntry>();
    const nodes: YamlNode[] = [];
    const merged: YamlNode[] = [];
    while (!this.#atEnd()) {
      const keyOffset = this.#offsetOf(this.#events[this.#index]);
      const key = this.#key(keyOffset);
      if (key !== undefined && entries.has(key)) {
        this.#problem(keyOffset, { message: `the key ${show(key)} is there twice` });
      }
      const node = this.#child(key ?? "?");
      nodes.push(node);
      if (key === "<<") {
        if (!this.#rules.mergeKeys) this.#problem(keyOffset, { message: NO_MERGE_KEYS });
        merged.push(...(node.items ?? [node]));
        continue;
      }
      if (key !== undefined && !entries.has(key)) entries.set(key, { keyOffset, node });
    }
    // Taken in where they are refused, too: nothing shall be called missing for it.
    for (const [key, entry] of merged.flatMap((node) => [...(node.entries ?? [])])) {
      if (!entries.has(key)) entries.set(key, entry);
    }
    const value = Object.fromEntries([...entries].map(([key, { node }]) => [key, node.value]));
    const node = { offset, value, entries, ...measure(nodes) };
    if (!nodes.some(isConcealed)) return node;
    return { ...node, shown: Object.fromEntries([...entries].map(([key, entry]) => [key, shownOf(entry.node)])) };
  }

  #child(step: PropertyKey): YamlNode {
    this.#path.push(step);
    const node = this.#node();
    this.#path.pop();
    return node;
  }

  /** The key's text, or undefined where it can't be one. */
  #key(offset: number): string | undefined {
    const event = this.#events[this.#index];
    if (event?.type !== EVENT_ID.SCALAR) {
      this.#node();
      this.#problem(offset, { message: "a key must be plain text" });
      return undefined;
    }
    if (event.tagStart >= 0) this.#refuseTag(event.tagStart, event.tagEnd);
    this.#index++;
    this.#lastOffset = offset;
    const key = getScalarValue(this.#text, event);
    this.#checkCharacters(offset, key);
    if (key in Object.prototype) {
      this.#problem(offset, { message: `the key ${show(key)} is reserved` });
      return undefined;
    }
    return key;
  }

  #scalar(event: ScalarEvent, offset: number): YamlNode {
    const source = getScalarValue(this.#text, event);
    const { text, failures, concealed } = this.#expand(source);
    const verbatimAt = event.fast ? event.valueStart : undefined;
    for (const { offset: inside, ...parts } of failures) {
      this.#problem(verbatimAt === undefined ? offset : verbatimAt + inside, parts);
    }
    this.#characters += text.length;
    if (this.#characters > maxCharacters) {
      throw new Unreadable(offset, `holds more than ${maxCharacters} characters with its variables replaced`);
    }
    this.#checkCharacters(offset, text);
    const value = event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text;
    const node = {
      offset,
      value,
      size: 1,
      height: 1,
      ...(concealed && { shown: concealed.shown, concealed: concealed.values }),
    };
    return verbatimAt !== undefined && text === source ? { ...node, verbatimAt } : node;
  }

  #alias(event: { readonly anchorStart: number; readonly anchorEnd: number }): YamlNode {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const node = this.#anchors.get(name);
    if (node !== undefined) return node;
    const why = this.#anchors.has(name) ? "is inside of what it stands for" : "has no anchor before it";
    throw new Unreadable(event.anchorStart - 1, `the alias ${show(name)} ${why}`);
  }

  #refuseTag(start: number, end: number): void {
    const tag = show(this.#text.slice(start, end));
    this.#problem(start, { message: `the tag ${tag} is not allowed; quote the value to make it text` });
  }

  /** Text goes to terminals, headers and reports: nothing in it may steer them. */
  #checkCharacters(offset: number, text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.exec(text)?.[0];
    if (control !== undefined) this.#problem(offset, { message: `holds the control character ${codePoint(control)}` });
    if (!text.isWellFormed()) this.#problem(offset, { message: "holds half of a surrogate pair" });
  }

  #problem(offset: number, parts: ProblemParts): void {
    this.#problems.push({ offset, path: [...this.#path], parts });
  }

  #offsetOf(event: Event | undefined): number {
    if (event === undefined) return this.#lastOffset;
    if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return quoted ? event.valueStart - 1 : event.valueStart;
    }
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
    return "start" in event ? event.start : this.#lastOffset;
  }
}

function isConcealed(node: YamlNode): boolean {
  return "shown" in node;
}

function shownOf(node: YamlNode): unknown {
  return isConcealed(node) ? node.shown : node.value;
}

/** The value that the YAML 1.2 core schema makes of an unquoted scalar. */
function resolvePlain(text: string): unknown {
  for (const tag of plainTags) {
    const value = tag.resolve(text, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return text;
}

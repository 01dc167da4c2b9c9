/** A value of a YAML text and where it begins. An alias gives the node of its anchor again. */
export interface YamlNode {
  /** Offset in the text of the value's first character, the quote of a quoted one. */
  readonly offset: number;
  /** null, boolean, number, string, array or object. */
  readonly value: unknown;
  /** Nodes in it, itself too, with aliases counted as if they were written out. */
  readonly size: number;
  /** Levels below and with it, with aliases counted as if they were written out. */
  readonly height: number;
  /** For a scalar that stands in the text as it is (no escapes, folds, variables): where its text begins. */
  readonly verbatimAt?: number;
  /** The value as it may be shown, where something in it must not be: see {@link ConcealedValue}. */
  readonly shown?: unknown;
  /** The parts of a scalar that must not be shown. */
  readonly concealed?: readonly ConcealedValue[];
  readonly items?: readonly YamlNode[];
  readonly entries?: ReadonlyMap<string, YamlEntry>;
}

/** A value that must not be shown, and the variable that it came from. */
export interface ConcealedValue {
  readonly name: string;
  readonly value: string;
}

export interface YamlEntry {
  readonly keyOffset: number;
  readonly node: YamlNode;
}

/** Size and height of a list or mapping of these. */
export function measure(children: readonly YamlNode[]): { size: number; height: number } {
  let size = 1;
  let height = 1;
  for (const child of children) {
    size += child.size;
    height = Math.max(height, child.height + 1);
  }
  return { size, height };
}

/** A value of a configuration file. */
export interface FileLine {
  /** The key before it; empty where there is none, as with an item of a list. */
  readonly name: string;
  readonly value: string;
  /** Offset in the file. */
  readonly from: number;
  /** Counts from 1. */
  readonly line: number;
}

/** `key: value`, `- value`, `"key": "value",`, `key = "value"`, `a.b.c=value`, with what is around the value left out. */
const LINE =
  /^[\s{[,-]*(?:(?:export )?["']?(?<name>[\w.-]+)["']?\s*(?:=|:(?=\s|$|["']))\s*)?["']?(?<value>.*?)["']?[\s,}\]]*$/d;

/**
 * Values of a file in YAML, JSON, TOML, properties or as variables, line by line: what an address needs is in one line in
 * all of them. Comments are left out.
 */
export function fileLines(text: string): FileLine[] {
  let from = 0;
  return text.split("\n").flatMap((content, index) => {
    const start = from;
    from += content.length + 1;
    if (/^\s*(?:[#;!]|\/\/)/.test(content)) return [];
    const { groups, indices } = LINE.exec(content) ?? {};
    const value = groups?.value ?? "";
    if (value === "") return [];
    return [{ name: groups?.name ?? "", value, from: start + (indices?.groups?.value?.[0] ?? 0), line: index + 1 }];
  });
}

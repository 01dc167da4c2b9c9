/** One number of a metrics page. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As the page has it; may be NaN or infinite. */
  readonly value: number;
}

/** Name, labels in braces, value, and a time that is of no interest. */
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };
const NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+Inf": Number.POSITIVE_INFINITY,
  "-Inf": Number.NEGATIVE_INFINITY,
};

/**
 * Reads a page in Prometheus' text format, 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Lines that are none of it are left out.
 */
export function parseExposition(page: string): readonly ExposedSample[] {
  return page.split("\n").flatMap((line) => {
    const [, name, labels = "", number = ""] = line.startsWith("#") ? [] : (LINE.exec(line) ?? []);
    if (name === undefined) return [];
    const value = NUMBERS[number] ?? Number(number);
    return [{ name, labels: labelsOf(labels), value }];
  });
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(LABEL)].map(([, name = "", value = ""]) => [name, unescaped(value)] as const);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\./g, (pair) => ESCAPES[pair] ?? pair);
}

/** Points of a list, each Markdown of one line; nothing where there are none. */
export function points(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** A part of a report with its heading; nothing where its body is empty. */
export function titled(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}`;
}

/** Parts below each other, but the empty ones. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

const MARKS = /\/\*|\*\//g;

/** Leaves out the comments before a statement of SQL, by which frameworks tell who asks. One of which the end isn't known stays. */
export function withoutLeadingComments(text: string): string {
  let rest = text;
  for (let end = commentEnd(rest); end > 0; end = commentEnd(rest)) rest = rest.slice(end);
  return rest;
}

/** Index behind a comment that a text begins with; 0 where it begins with none. */
function commentEnd(text: string): number {
  const start = text.length - text.trimStart().length;
  if (text.startsWith("--", start)) return text.indexOf("\n", start) + 1;
  // MySQL does what stands in the other kind.
  if (!text.startsWith("/*", start) || text.startsWith("/*!", start)) return 0;
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    // In PostgreSQL they may be in one another.
    depth += mark === "/*" ? 1 : -1;
    if (depth === 0) return index + mark.length;
  }
  return 0;
}

import type { Finding } from "./findings.ts";

/**
 * Findings as commands of a GitHub workflow, a line each: GitHub shows them at their lines of a pull request. It takes ten
 * errors and ten warnings of a step, so that those which matter come first.
 */
export function githubAnnotations(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, line, column, severity, title, message }) => {
    const place = `file=${property(path)},line=${line},col=${column},title=${property(title)}`;
    return `::${severity} ${place}::${data(message)}`;
  });
}

/**
 * A text in which GitHub finds no command, whatever a stranger wrote into it: between the signs by which it would know one there
 * is one that nobody sees.
 */
export function withoutWorkflowCommands(text: string): string {
  // The runner trims what .NET takes for white space: U+0085 is in it, and not in \s.
  return text.replace(/^([\s\u0085]*):(?=:)/gm, "$1:\u2060").replaceAll("##[", "#\u2060#[");
}

/** As the runner reads the part behind the second `::`. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As it reads what stands between commas. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

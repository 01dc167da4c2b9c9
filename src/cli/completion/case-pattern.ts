/** Texts as one pattern of a `case`, for bash and zsh. */
export function casePattern(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(" | ");
}

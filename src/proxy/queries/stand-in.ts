/** The beginning of what no server can read as SQL, which stands in for a statement that is to fail. */
const STAND_IN = "brownout_query_error_";

/** The text of a stand-in for a statement, by its number. */
export function standInText(number: number): string {
  return `${STAND_IN}${number}`;
}

/** The number of the stand-in that an error is about: servers name what they couldn't read. */
export function standInOf(error: string): number | undefined {
  const number = /\bbrownout_query_error_(\d{1,15})\b/.exec(error)?.[1];
  return number === undefined ? undefined : Number(number);
}

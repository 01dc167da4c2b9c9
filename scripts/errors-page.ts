/** Writes docs/errors.md from the catalogue of codes: `npm run docs:errors`. */
import { writeFileSync } from "node:fs";
import { type ErrorCodeEntry, errorCodes } from "../src/values/error-codes.ts";

export const errorsPage = new URL("../docs/errors.md", import.meta.url);

const HEAD = `<!-- Made of src/values/error-codes.ts by \`npm run docs:errors\`; change it there. -->

# Errors

What goes wrong is printed as \`error (CODE): what happened and where\`, with what to do in the line below; a run that broke has its code in
[its JSON](result-json.md), too. Codes are stable, so scripts may match on them. Words may change.
[Exit codes](exit-codes.md) say what an error means for CI.

| code | what happened | what to do |
|---|---|---|
`;

/** The page, as Markdown. */
export function errorsPageText(codes: Readonly<Record<string, ErrorCodeEntry>> = errorCodes): string {
  const row = ([code, { meaning, action }]: readonly [string, ErrorCodeEntry]) =>
    `| \`${code}\` | ${meaning} | ${action} |\n`;
  return HEAD + Object.entries(codes).map(row).join("");
}

if (import.meta.main) writeFileSync(errorsPage, errorsPageText());

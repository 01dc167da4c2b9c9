import { parseGameday, type ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { interpretSchemas } from "../../files/interpret-schemas.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { type ReadText, readText } from "../read-text.ts";

/**
 * Reads a game day's file by itself: nothing that it names is looked at.
 * @throws UsageError, of which GamedayError is one
 */
export function readGameday(path: string, readFile: ReadText = readText): ReadGameday {
  interpretSchemas();
  return parseGameday({ path, text: readFile(path, maxTextLength) });
}

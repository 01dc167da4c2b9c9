import { LineSplitter } from "../../values/line-splitter.ts";

/** The JSON values of a stream, one a line. A last line without its end was cut off, and is left out. */
export async function* jsonLines(stream: AsyncIterable<Buffer>): AsyncIterable<unknown> {
  const decoder = new TextDecoder();
  const lines = new LineSplitter();
  for await (const chunk of stream) {
    for (const line of lines.take(decoder.decode(chunk, { stream: true }))) if (line !== "") yield JSON.parse(line);
  }
}

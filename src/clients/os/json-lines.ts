/** The JSON values of a stream, one a line. A last line without its end was cut off, and is left out. */
export async function* jsonLines(stream: AsyncIterable<Buffer>): AsyncIterable<unknown> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}

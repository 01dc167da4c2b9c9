import type { Http2Stream } from "node:http2";

/**
 * Calls back when all of a stream is read that its sender ended (END_STREAM). Node says "end" of one that was reset with NO_ERROR, too: that is
 * closed already when node pushes the end.
 *
 * @param hasEnded true where it had ended before
 */
export function onWholeEnd(stream: Http2Stream, ended: () => void, hasEnded = false): void {
  let isWhole = hasEnded;
  const { push } = stream;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null && !stream.closed) isWhole = true;
    return push.call(stream, chunk, encoding);
  };
  stream.on("end", () => {
    if (isWhole) ended();
  });
}

/** A piece of what a container wrote to one of its outputs, as the engine passed it on. */
export interface Frame {
  /** 1 for its standard output, 2 for its standard error. */
  readonly output: number;
  readonly text: string;
}

/**
 * Reads the output of a container without a terminal: 4 bytes that say which output, 4 for the length, then the text.
 * Undefined when it is no such thing: one with a terminal writes plain text.
 */
export function readFrames(written: Buffer): readonly Frame[] | undefined {
  const frames: Frame[] = [];
  for (let at = 0; at + 8 <= written.length; ) {
    const output = written[at] ?? 9;
    if (output > 2 || written.readUIntBE(at + 1, 3) !== 0) return undefined;
    const end = at + 8 + written.readUInt32BE(at + 4);
    frames.push({ output, text: written.subarray(at + 8, end).toString() });
    at = end;
  }
  return frames;
}

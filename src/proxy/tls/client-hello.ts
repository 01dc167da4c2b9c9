import { beginsWithHello } from "../protocols/tls/tls.ts";

const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const HANDSHAKE_RECORD = 22;
/** Version and random. */
const FIXED_BYTES = 34;
const ALPN = 16;
/** With post-quantum keys they have some 2 KB. */
export const HELLO_LIMIT_BYTES = 64 * 1024;

/** Wishes of a caller as it begins (RFC 8446, 4.1.2). */
export interface ClientHello {
  /** Names of the protocols that it offers (ALPN), the one it likes best first. */
  readonly protocols: readonly string[];
}

/** Reads a connection's first bytes: false when they are no ClientHello, undefined while it isn't whole. */
export function readClientHello(bytes: Buffer): ClientHello | false | undefined {
  const begins = beginsWithHello(bytes);
  if (begins !== true) return begins;
  const message = messageIn(bytes);
  if (message === false) return false;
  const length = message.length < MESSAGE_HEADER_BYTES ? HELLO_LIMIT_BYTES : message.readUIntBE(1, 3);
  if (message.length < MESSAGE_HEADER_BYTES + length) return bytes.length > HELLO_LIMIT_BYTES ? false : undefined;
  return readMessage(message.subarray(MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + length));
}

/** The content of the handshake's records, as far as it has come: a message may be cut into several. */
function messageIn(bytes: Buffer): Buffer | false {
  const contents: Buffer[] = [];
  for (let at = 0; at + RECORD_HEADER_BYTES <= bytes.length; ) {
    if (bytes[at] !== HANDSHAKE_RECORD) break;
    const length = bytes.readUInt16BE(at + 3);
    if (length === 0) return false;
    contents.push(bytes.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + length));
    at += RECORD_HEADER_BYTES + length;
  }
  return Buffer.concat(contents);
}

function readMessage(message: Buffer): ClientHello | false {
  try {
    let rest = message.subarray(FIXED_BYTES);
    // Session id, cipher suites, compression methods.
    for (const lengthBytes of [1, 2, 1]) rest = vector(rest, lengthBytes).rest;
    const protocols = rest.length === 0 ? [] : protocolsIn(vector(rest, 2).content);
    return { protocols };
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function protocolsIn(extensions: Buffer): string[] {
  for (let rest = extensions; rest.length > 0; ) {
    const type = rest.readUInt16BE(0);
    const { content, rest: next } = vector(rest.subarray(2), 2);
    if (type === ALPN) return namesIn(vector(content, 2).content);
    rest = next;
  }
  return [];
}

function namesIn(list: Buffer): string[] {
  const names: string[] = [];
  for (let rest = list; rest.length > 0; ) {
    const { content, rest: next } = vector(rest, 1);
    if (content.length === 0) throw new RangeError("a protocol without a name");
    names.push(content.toString("latin1"));
    rest = next;
  }
  return names;
}

/** Content with its length before it, and what is behind. @throws RangeError where there is less than that */
function vector(bytes: Buffer, lengthBytes: number): { readonly content: Buffer; readonly rest: Buffer } {
  const end = lengthBytes + bytes.readUIntBE(0, lengthBytes);
  if (end > bytes.length) throw new RangeError("it ends before its length");
  return { content: bytes.subarray(lengthBytes, end), rest: bytes.subarray(end) };
}

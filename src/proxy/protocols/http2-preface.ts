/** The first bytes of a caller that speaks HTTP/2 without having asked whether it may (RFC 9113, 3.4). */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** The header of a server's first frame: its length (fewer than 256 bytes), SETTINGS, no flags, no stream. */
const SETTINGS_HEADER = [0, 0, undefined, 4, 0, 0, 0, 0, 0];

/** Tells whether a caller's first bytes are those of HTTP/2. */
export function isHttp2(asked: Buffer): boolean {
  return asked.length >= PREFACE.length && asked.subarray(0, PREFACE.length).equals(PREFACE);
}

/** Tells whether first bytes both ways may turn out to be those of HTTP/2: all that came so far is. */
export function canBeHttp2(asked: Buffer, answered: Buffer): boolean {
  const begin = asked.subarray(0, PREFACE.length);
  if (!begin.equals(PREFACE.subarray(0, begin.length))) return false;
  return SETTINGS_HEADER.every((byte, at) => byte === undefined || at >= answered.length || byte === answered[at]);
}

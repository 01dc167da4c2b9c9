const HEAD_BYTES = 4;
const PROTOCOL_VERSION = 10;
const ERROR = 0xff;
/** A version is shorter. */
const VERSION_LIMIT_BYTES = 100;
const PRINTABLE = /^[ -~]*$/;
/** Errors have four digits that begin so. */
const ERRORS = 1000;

/**
 * Tells whether the first bytes of a server that speaks first are those of MySQL: its greeting, or an error in place of it;
 * undefined while they may be.
 */
export function isGreeting(answered: Buffer): boolean | undefined {
  // A length below 65,536, and the number 0; of an error also 1.
  const [, , high, sequence] = answered;
  if ((high ?? 0) !== 0 || (sequence ?? 0) > 1) return false;
  const body = answered.subarray(HEAD_BYTES);
  if (body.length === 0) return undefined;
  return body[0] === ERROR ? isError(body) : body[0] === PROTOCOL_VERSION && sequence === 0 && hasVersion(body);
}

/** The version of the server is a text that begins with a digit, and a zero ends it. */
function hasVersion(body: Buffer): boolean | undefined {
  const end = body.indexOf(0, 1);
  const version = body.toString("latin1", 1, end === -1 ? body.length : end);
  if (version.length > VERSION_LIMIT_BYTES || !PRINTABLE.test(version) || !/^(\d|$)/.test(version)) return false;
  return end === -1 ? undefined : version !== "";
}

function isError(body: Buffer): boolean | undefined {
  if (body.length < 3) return undefined;
  const isNumber = Math.floor(body.readUInt16LE(1) / ERRORS) === 1;
  const text = body.toString("latin1", 3, 13);
  if (!isNumber || !PRINTABLE.test(text)) return false;
  return text.length === 10 || undefined;
}

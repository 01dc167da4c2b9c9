const HEADER_BYTES = 5;
const MAJOR_VERSION = 3;
/** RFC 8446, 5.2, and RFC 5246, 6.2.3: no record has more. */
const RECORD_BYTES = 16_384 + 2048;

/** Types of records (RFC 8446, 5.1); `data` is also what the types of encrypted ones are hidden behind in TLS 1.3. */
export type RecordType = "change" | "alert" | "handshake" | "data";

const TYPES: Readonly<Record<number, RecordType>> = { 20: "change", 21: "alert", 22: "handshake", 23: "data" };

/** A record whose last byte has come. */
export interface TlsRecord {
  readonly type: RecordType;
  /** Of its content. */
  readonly bytes: number;
  /** The first two bytes of its content, which are all of an alert in the clear. */
  readonly start: readonly number[];
}

/** Cuts one side of a TLS connection into its records. */
export class RecordScanner {
  readonly #onRecord: (record: TlsRecord, nowMs: number) => void;
  readonly #onMalformed: () => void;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #type: RecordType = "data";
  #bytes = 0;
  #missingBytes = 0;
  #start: number[] = [];
  #isOver = false;

  constructor(onRecord: (record: TlsRecord, nowMs: number) => void, onMalformed: () => void) {
    this.#onRecord = onRecord;
    this.#onMalformed = onMalformed;
  }

  feed(chunk: Buffer, nowMs: number): void {
    for (let at = 0; at < chunk.length && !this.#isOver; ) {
      if (this.#headerBytes < HEADER_BYTES) {
        this.#header[this.#headerBytes++] = chunk[at++] ?? 0;
        if (this.#headerBytes < HEADER_BYTES) continue;
        this.#readHeader();
      } else {
        at += this.#skip(chunk.subarray(at));
      }
      if (this.#missingBytes === 0 && !this.#isOver) this.#endRecord(nowMs);
    }
  }

  /** Takes no more bytes. */
  stop(): void {
    this.#isOver = true;
  }

  #readHeader(): void {
    const type = TYPES[this.#header[0] ?? 0];
    this.#bytes = this.#header.readUInt16BE(3);
    if (type === undefined || this.#header[1] !== MAJOR_VERSION || this.#bytes > RECORD_BYTES) {
      this.stop();
      this.#onMalformed();
      return;
    }
    this.#type = type;
    this.#missingBytes = this.#bytes;
    this.#start = [];
  }

  #skip(chunk: Buffer): number {
    const bytes = Math.min(chunk.length, this.#missingBytes);
    this.#missingBytes -= bytes;
    if (this.#start.length < 2) this.#start.push(...chunk.subarray(0, Math.min(bytes, 2 - this.#start.length)));
    return bytes;
  }

  #endRecord(nowMs: number): void {
    this.#headerBytes = 0;
    this.#onRecord({ type: this.#type, bytes: this.#bytes, start: this.#start }, nowMs);
  }
}

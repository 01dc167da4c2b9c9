import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { Client, type Dispatcher } from "undici";
import { Answer } from "../../../src/load/answer.ts";
import { AnswerReader } from "../../../src/load/http/answer-reader.ts";

/** The thing that came of the bytes of an answer, with the connection's end after them. */
export interface Outcome {
  readonly status: number;
  readonly failure?: string;
  /** As Latin-1. */
  readonly body?: string;
  readonly headers?: unknown;
  readonly goesOn?: boolean;
}

class KeptAnswer extends Answer {
  readonly chunks: Buffer[] = [];

  override add(chunk: Buffer): void {
    this.chunks.push(Buffer.from(chunk));
  }
}

/** Reads pieces, each in the same memory as the one before it, as they come from a socket. */
export function outcomeOf(pieces: readonly Buffer[], method = "GET"): Outcome {
  const reader = new AnswerReader();
  const answer = new KeptAnswer(true);
  const memory = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)) + 4);
  reader.expect(method, answer);
  let goesOn = false;
  try {
    for (const piece of pieces) {
      memory.fill("\r\n");
      piece.copy(memory);
      reader.read(memory, piece.length);
    }
    goesOn = reader.goesOn;
    reader.end();
  } catch (error) {
    return { status: reader.status, failure: codeOf(error) };
  }
  const body = Buffer.concat(answer.chunks).toString("latin1");
  return { status: reader.status, body, headers: { ...answer.headers }, goesOn };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Says the same bytes to any request, and then ends. */
class Recording extends Duplex {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
  }

  override _read(): void {
    // All is pushed when the request comes.
  }

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
    setImmediate(() => {
      this.push(this.#bytes);
      this.push(null);
    });
  }
}

/** Has undici read them, by the parser that Node has, too. */
export async function outcomeByUndici(bytes: Buffer, method: Dispatcher.HttpMethod = "GET"): Promise<Outcome> {
  const client = new Client("http://127.0.0.1", {
    connect: (_options, callback) => setImmediate(callback, null, new Recording(bytes) as unknown as Socket),
  });
  try {
    const { statusCode, body } = await client.request({ method, path: "/" });
    return { status: statusCode, body: (await buffer(body)).toString("latin1") };
  } catch (error) {
    return { status: 0, failure: codeOf(error) };
  } finally {
    await client.destroy();
  }
}

/** Cuts bytes at places that are drawn. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}

const text = fc.stringMatching(/^([!-~]([\t -~\xa0-\xff]{0,12}[!-~])?)?$/);
const body = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const fields = fc.array(fc.tuple(fc.stringMatching(/^x-[\w!#$%&'*+.^`|~-]{0,8}$/), text), { maxLength: 3 });
/** Places to cut bytes at. */
export const places = fc.array(fc.nat(1000), { maxLength: 6 });

/** A whole answer as it is written, and what it says. */
export interface WrittenAnswer {
  readonly bytes: Buffer;
  readonly outcome: Outcome;
}

/** Answers in every way that HTTP/1.1 has to say where they end. */
export const answers: fc.Arbitrary<WrittenAnswer> = fc
  .record({
    interim: fc.array(fc.constantFrom(102, 103), { maxLength: 2 }),
    status: fc.constantFrom(200, 206, 404, 503, 999),
    reason: fc.constantFrom("", " ", " OK", " Not \x80 so"),
    minor: fc.constantFrom(0, 1),
    connection: fc.constantFrom(undefined, "close", "Keep-Alive", "x, CLOSE ,y"),
    framing: fc.constantFrom("length", "chunked", "close"),
    fields,
    trailer: fields,
    body,
    places,
  })
  .map((drawn) => {
    const { status, minor, framing, body, fields } = drawn;
    const { lines, written } = framed(drawn);
    const connection = drawn.connection === undefined ? "" : `Connection: ${drawn.connection}\r\n`;
    const own = fields.map(([name, value]) => `${name}:${value === "" ? "" : ` \t${value} `}\r\n`).join("");
    const head = `HTTP/1.${minor} ${status}${drawn.reason}\r\n${own}${lines}${connection}\r\n`;
    const interim = drawn.interim.map((code) => `HTTP/1.1 ${code} Wait\r\nx-early: 1\r\n\r\n`).join("");
    const isClosed = drawn.connection?.toLowerCase().includes("close") === true;
    const isKept = minor === 1 ? !isClosed : drawn.connection === "Keep-Alive" && framing === "length";
    return {
      bytes: Buffer.concat([Buffer.from(interim + head, "latin1"), written]),
      outcome: {
        status,
        body: body.toString("latin1"),
        headers: headersOf(fields, lines + connection),
        goesOn: isKept && framing !== "close",
      },
    };
  });

interface Framed {
  readonly framing: "length" | "chunked" | "close";
  readonly body: Buffer;
  readonly places: readonly number[];
  readonly trailer: readonly (readonly [string, string])[];
}

function framed({ framing, body, places, trailer }: Framed): { lines: string; written: Buffer } {
  if (framing === "length") return { lines: `Content-Length: ${body.length}\r\n`, written: body };
  if (framing === "close") return { lines: "", written: body };
  const chunks = cut(body, places).filter(({ length }) => length > 0);
  const parts = chunks.flatMap((chunk, index) => {
    const extension = index % 2 === 0 ? "" : ';a;b=c;d="e f"';
    return [`${chunk.length.toString(16)}${extension}\r\n`, chunk, "\r\n"];
  });
  const end = trailer.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const written = [...parts, `0\r\n${end}\r\n`].map((part) =>
    typeof part === "string" ? Buffer.from(part, "latin1") : part,
  );
  return { lines: "Transfer-Encoding: Chunked\r\n", written: Buffer.concat(written) };
}

function headersOf(fields: readonly (readonly [string, string])[], lines: string): Record<string, unknown> {
  const rest = [...lines.matchAll(/([\w-]+): (.*)\r\n/g)].map(([, name = "", value = ""]) => [name, value] as const);
  const headers: Record<string, string[]> = {};
  for (const [name, value] of [...fields, ...rest]) {
    const key = name.toLowerCase();
    headers[key] = [...(headers[key] ?? []), value];
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values[1] === undefined ? values[0] : values]),
  );
}

/** Bytes that mean something in HTTP, and others. */
const anyByte = fc.oneof(
  fc.constantFrom(...Buffer.from('\r\n\0 \t:;,="0159afAFx-\x7f\x80\xa0', "latin1")),
  fc.nat(255),
);

/** Changes of bytes, each at a place that is drawn. */
export const changes = fc.array(
  fc.record({ kind: fc.constantFrom("remove", "insert", "replace"), place: fc.nat(1000), byte: anyByte }),
  { minLength: 1, maxLength: 3 },
);

/** Bytes with some of them changed. */
export function changed(bytes: Buffer, changes: readonly { kind: string; place: number; byte: number }[]): Buffer {
  const list = [...bytes];
  for (const { kind, place, byte } of changes) {
    list.splice(place % (list.length + 1), kind === "insert" ? 0 : 1, ...(kind === "remove" ? [] : [byte]));
  }
  return Buffer.from(list);
}

/** A way for a connection of our own to talk with what may be behind a proxy, so that it says something back. */
export interface Talk {
  readonly protocol: "HTTP" | "Redis" | "PostgreSQL" | "a server that speaks first";
  /** The first words; empty where the server speaks first. */
  readonly opening: Buffer;
  /** The most that a server of that protocol answers, in bytes; undefined where it can be anything. */
  readonly answerBytes: number | undefined;
  /**
   * Tells whether the answer is complete, and the server waits for more; a server that ends the connection itself needs
   * none.
   */
  isWhole(answer: Buffer): boolean;
}

/** Below the 8 KB that servers commonly take for a request's head, and the 10,000 bytes of PostgreSQL's first packet. */
const OPENING_BYTES = 4000;

/** Any HTTP server says something to it, if only that it is wrong, and closes. */
const http: Talk = {
  protocol: "HTTP",
  opening: padded(
    "GET / HTTP/1.1\r\nhost: brownout\r\nuser-agent: brownout\r\nconnection: close\r\nx-padding: ",
    "\r\n\r\n",
  ),
  answerBytes: undefined,
  isWhole: () => false,
};

const DOLLAR = 36;
const NEWLINE = 10;
/** `$3900`, the payload, and two line ends. */
const ECHO_BYTES = 3909;
const PING_HEAD = "*2\r\n$4\r\nPING\r\n$3900\r\n";

/** A PING with a payload, which comes back; one who isn't let in is told so. Changes nothing, needs no rights. */
const redis: Talk = {
  protocol: "Redis",
  opening: Buffer.from(`${PING_HEAD}${"x".repeat(3900)}\r\n`),
  answerBytes: ECHO_BYTES,
  isWhole: (answer) => (answer[0] === DOLLAR ? answer.length === ECHO_BYTES : answer.at(-1) === NEWLINE),
};

const SSL_REQUEST = 80_877_103;

/** The question whether it speaks TLS, padded: answered by one byte, before anybody logs in. */
const postgres: Talk = {
  protocol: "PostgreSQL",
  opening: sslRequest(),
  answerBytes: 1,
  isWhole: (answer) => answer.length > 0,
};

/** MySQL, SMTP, SSH, NATS, …: connecting is enough for them to say something. */
const greeting: Talk = {
  protocol: "a server that speaks first",
  opening: Buffer.alloc(0),
  // Banners are a line, or a packet of about a hundred bytes.
  answerBytes: 1000,
  isWhole: (answer) => answer.length > 0,
};

const PORTS: ReadonlyMap<number, Talk> = new Map([
  ...[5432, 5433, 6432, 26257].map((port) => [port, postgres] as const),
  ...[6379, 6380, 26379].map((port) => [port, redis] as const),
  ...[3306, 33060, 22, 25, 587, 21, 4222].map((port) => [port, greeting] as const),
]);

/** Talks to try in turn where the port says nothing, or nothing true. First the one that any server may be asked. */
const ANY: readonly Talk[] = [http, greeting, postgres, redis];

/** Ways to talk with the server at an address, `db:5432`: the one that its port stands for, then the others. */
export function talksWith(upstream: string): readonly [Talk, ...Talk[]] {
  const first = PORTS.get(Number(upstream.slice(upstream.lastIndexOf(":") + 1))) ?? http;
  return [first, ...ANY.filter((talk) => talk !== first)];
}

function padded(head: string, tail: string): Buffer {
  return Buffer.from(head + "x".repeat(OPENING_BYTES - head.length - tail.length) + tail);
}

function sslRequest(): Buffer {
  const packet = Buffer.alloc(OPENING_BYTES);
  packet.writeUInt32BE(packet.length, 0);
  packet.writeUInt32BE(SSL_REQUEST, 4);
  return packet;
}

import { type Framing, framingOf, OPAQUE, UNTIL_CLOSE } from "./http-scanner.ts";

/** A method is any token (RFC 9110, 5.6.2). */
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) [^\r\n]* HTTP\/1\.[01](\r\n|$)/;

/** The method of a request's head, or of its first line; undefined when it is none of HTTP/1. */
export function methodOf(head: string): string | undefined {
  return REQUEST_LINE.exec(head)?.[1];
}

/** The head of an answer, as far as it says what follows. */
export interface AnswerHead {
  readonly status: number;
  /** True when more answers to the same request follow (1xx). */
  readonly isInterim: boolean;
  /** True when what follows isn't HTTP/1 any more: an upgrade, a tunnel. */
  readonly isSwitch: boolean;
  readonly framing: Framing;
}

/** Reads the head of an answer to a request of that method, which changes how it is framed; undefined when it is none. */
export function readAnswerHead(head: string, method: string): AnswerHead | undefined {
  const status = Number(/^HTTP\/1\.[01] (\d{3})( |\r\n|$)/.exec(head)?.[1]);
  if (Number.isNaN(status)) return undefined;
  const isSwitch = status === 101 || (method === "CONNECT" && status >= 200 && status < 300);
  const isInterim = status < 200 && !isSwitch;
  return { status, isInterim, isSwitch, framing: isSwitch ? OPAQUE : bodyFraming(head, method, status) };
}

function bodyFraming(head: string, method: string, status: number): Framing {
  if (status < 200 || status === 204 || status === 304 || method === "HEAD") return 0;
  return framingOf(head) ?? UNTIL_CLOSE;
}

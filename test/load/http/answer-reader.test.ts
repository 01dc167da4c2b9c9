import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { draws } from "../../support/draws.ts";
import { answers, changed, changes, cut, type Outcome, outcomeByUndici, outcomeOf, places } from "./answers.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const LONG = "x".repeat(17_000);

const bytesOf = (text: string) => Buffer.from(text, "latin1");

/**
 * Tells if undici reads otherwise than HTTP/1.1 has it: 100 Continue that was not asked for, blanks after a length, and tabs
 * after a coding.
 */
function isOtherwiseByUndici(bytes: Buffer): boolean {
  const text = bytes.toString("latin1");
  return /HTTP\/1\.[01] 1(?:00|01)|content-length:[\t ]*\d+[\t ]|transfer-encoding:[^\r\n]*\t/i.test(text);
}

describe("an answer", () => {
  it("is read as it was written, however it is cut", () => {
    fc.assert(
      fc.property(answers, places, ({ bytes, outcome }, places) => {
        assert.deepEqual(outcomeOf(cut(bytes, places)), outcome);
      }),
      { numRuns: draws(300, 20_000), seed: draws(1, Date.now()) },
    );
  });

  it("is whole or broken however it is cut, and only whole if undici says so, too", async () => {
    let whole = 0;
    const runs = draws(400, 20_000);
    await fc.assert(
      fc.asyncProperty(answers, changes, places, async (answer, changes, places) => {
        const bytes = changed(answer.bytes, changes);
        const outcome = outcomeOf([bytes]);
        assert.deepEqual(outcomeOf(cut(bytes, places)), outcome);
        if (outcome.failure !== undefined || isOtherwiseByUndici(bytes)) return;
        whole++;
        const { status, body } = outcome;
        assert.deepEqual(await outcomeByUndici(bytes), { status, body });
      }),
      { numRuns: runs, seed: draws(1, Date.now()) },
    );
    assert.ok(whole > runs / 20 && whole < runs, `${whole} of ${runs} were whole`);
  });

  const whole: Record<string, [text: string, outcome: Outcome, method?: string]> = {
    "without a body by its status": ["HTTP/1.1 204 No\r\n\r\n", { status: 204, body: "", goesOn: true }],
    "with a length and no body by its status": [
      "HTTP/1.1 304 No\r\ncontent-length: 5\r\n\r\n",
      { status: 304, body: "", goesOn: false },
    ],
    "to HEAD": [`${OK}content-length: 5\r\n\r\n`, { status: 200, body: "", goesOn: true }, "HEAD"],
    "of several codings": [
      `${OK}Transfer-Encoding: gzip ,\tChunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
      { status: 200, body: "a", goesOn: true },
    ],
    "of codings in several fields": [
      `${OK}transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      { status: 200, body: "", goesOn: true },
    ],
    "of a coding without an end": [
      `${OK}transfer-encoding: gzip\r\n\r\n0\r\n\r\n`,
      { status: 200, body: "0\r\n\r\n", goesOn: false },
    ],
    "with bytes after it": [`${OK}content-length: 1\r\n\r\nab`, { status: 200, body: "a", goesOn: false }],
    "and another one in the same packet": [
      `${OK}content-length: 1\r\n\r\na${OK}content-length: 1\r\n\r\nb`,
      { status: 200, body: "a", goesOn: false },
    ],
    "after an interim one": [
      `HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 0\r\n\r\n`,
      { status: 200, body: "", goesOn: true },
    ],
  };
  for (const [name, [text, expected, method]] of Object.entries(whole)) {
    it(`is whole ${name}`, async () => {
      const bytes = bytesOf(text);
      const { status, body, goesOn } = outcomeOf([bytes], method);
      assert.deepEqual({ status, body, goesOn }, expected);
      if (isOtherwiseByUndici(bytes)) return;
      assert.deepEqual(await outcomeByUndici(bytes, method === "HEAD" ? "HEAD" : "GET"), { status, body });
    });
  }

  const broken: Record<string, readonly string[]> = {
    "malformed answer: status line": [
      "SSH-2.0-OpenSSH_9.2\r\n",
      "\x15\x03\x01\x00\x02\x02\x46",
      "ICY 200 OK\r\n\r\n",
      "\r\nHTTP/1.1 200 OK\r\n\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.2 200 OK\r\n\r\n",
      "HTTP/1.0 102 Wait\r\n\r\n",
      "HTTP/1.1 099 No\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1  200 OK\r\n\r\n",
      "HTTP/1.1 200 O\x00K\r\n\r\n",
      "HTTP/1.1 200 OK\n\n",
    ],
    "malformed answer: upgrade": ["HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    "malformed answer: header": [
      `${OK}a: b\r\n folded\r\ncontent-length: 0\r\n\r\n`,
      `${OK} a: b\r\ncontent-length: 0\r\n\r\n`,
      `${OK}content-length : 0\r\n\r\n`,
      `${OK}content-length\r\n\r\n`,
      `${OK}: 0\r\ncontent-length: 0\r\n\r\n`,
      `${OK}content-length: 0\n\n`,
      `${OK}content-length: 0\r\r\n`,
      `${OK}a: b\rc\r\ncontent-length: 0\r\n\r\n`,
      `${OK}a: \x00\r\ncontent-length: 0\r\n\r\n`,
      `${CHUNKED}0\r\na b\r\n\r\n`,
      `${CHUNKED}0\r\n\n`,
    ],
    "malformed answer: long head": [
      `${OK}a: ${LONG}\r\ncontent-length: 0\r\n\r\n`,
      `HTTP/1.1 200 ${LONG}`,
      `${CHUNKED}0\r\na: ${LONG}\r\n\r\n`,
    ],
    "malformed answer: length": [
      `${OK}content-length: 0\r\ncontent-length: 0\r\n\r\n`,
      `${OK}content-length: 0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${OK}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`,
      ...["", "-1", "+1", "1, 1", "1 1", "0x1", "1.0", "99999999999999999"].map(
        (n) => `${OK}content-length: ${n}\r\n\r\na`,
      ),
      ...["", ",", "chunked,", ",chunked", "chunked, gzip", "chunked, chunked"].map(
        (n) => `${OK}transfer-encoding: ${n}\r\n\r\n0\r\n\r\n`,
      ),
    ],
    "malformed answer: chunk": [
      ...["", "zz", "-1", "0x1", "1 ", " 1", "1;", "1; a", '1;a="', "11111111111111", `1;${LONG}`].map(
        (size) => `${CHUNKED}${size}\r\na\r\n0\r\n\r\n`,
      ),
      `${CHUNKED}1\na\r\n0\r\n\r\n`,
      `${CHUNKED}1\r\nab\r\n0\r\n\r\n`,
      `${CHUNKED}1\r\na\n0\r\n\r\n`,
    ],
    "closed by peer": [
      "",
      "HTTP/1.1 200",
      `${OK}content-length: 0\r\n`,
      `HTTP/1.1 102 Wait\r\n\r\n`,
      `${OK}content-length: 5\r\n\r\nhalf`,
      CHUNKED,
      `${CHUNKED}5\r\nhalf`,
      `${CHUNKED}4\r\nhalf\r\n`,
      `${CHUNKED}4\r\nhalf\r\n0\r\n`,
      `${CHUNKED}0\r\na: b\r\n`,
    ],
  };
  for (const [failure, texts] of Object.entries(broken)) {
    it(`is none: ${failure}`, () => {
      for (const text of texts) {
        const bytes = bytesOf(text);
        assert.equal(outcomeOf([bytes]).failure, failure, JSON.stringify(text.slice(0, 100)));
        const bits = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        if (bytes.length < 1000) assert.equal(outcomeOf(bits).failure, failure, JSON.stringify(text));
      }
    });
  }
});

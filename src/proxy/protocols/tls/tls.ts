import type { Call, EdgeRecorder } from "../../edge-recorder.ts";
import { OpenCalls } from "../../open-calls.ts";
import type { Protocol, Watcher } from "../protocol.ts";
import { alertReason } from "./alerts.ts";
import { RecordScanner, type RecordType, type TlsRecord } from "./record-scanner.ts";

/** In the clear. */
const ALERT_BYTES = 2;
/** Content of an encrypted alert in TLS 1.3 with its type and tag; the least Finished has 53 bytes. */
const HIDDEN_ALERT_BYTES = 19;

/** Of a record that holds a ClientHello: the type, the version's first byte, the message's type. */
const HELLO = [
  [0, 22],
  [1, 3],
  [5, 1],
] as const;

/**
 * Tells whether bytes from a caller begin with a ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2); undefined while
 * they may.
 */
export function beginsWithHello(asked: Buffer): boolean | undefined {
  if (HELLO.some(([at, byte]) => at < asked.length && asked[at] !== byte)) return false;
  if (asked.length > 2 && (asked[2] ?? 0) > 4) return false;
  return asked.length > 5 ? true : undefined;
}

/** TLS that passes untouched: its handshake is timed, and the calls in it aren't seen. */
export const tls: Protocol = {
  name: "tls",
  recognises(asked, answered) {
    // Nobody answers half a hello.
    return beginsWithHello(asked) ?? (answered.length === 0 && undefined);
  },

  watch: (recorder) => new TlsWatcher(recorder),
};

/**
 * Waits for the handshake's end, as far as it shows outside.
 *
 * - TLS 1.2: both sides have sent ChangeCipherSpec and, behind it, a record of a handshake, which is their Finished.
 * - TLS 1.3: the caller has sent an encrypted record behind the callee's first. That is its Finished, or its certificate,
 *   which comes with it. One of an alert's size is taken for an alert.
 */
class TlsWatcher implements Watcher {
  readonly calls: OpenCalls<Call>;
  readonly #asked = new RecordScanner(
    (record, nowMs) => this.#came(record, nowMs, "caller"),
    () => this.#malformed(),
  );
  readonly #answered = new RecordScanner(
    (record, nowMs) => this.#came(record, nowMs, "callee"),
    () => this.#malformed(),
  );
  readonly #changed = new Set<"caller" | "callee">();
  readonly #finished = new Set<"caller" | "callee">();
  /** The callee has sent an encrypted record, and not yet its Finished of TLS 1.2. */
  #isHidden = false;

  constructor(recorder: EdgeRecorder) {
    recorder.noteOpaque();
    this.calls = new OpenCalls(recorder);
  }

  request(chunk: Buffer, nowMs: number): void {
    if (this.calls.first === undefined) this.calls.begin({ startedMs: nowMs, kind: "handshake" });
    this.#asked.feed(chunk, nowMs);
  }

  answer(chunk: Buffer, nowMs: number): void {
    this.#answered.feed(chunk, nowMs);
  }

  #came({ type, bytes, start }: TlsRecord, nowMs: number, by: "caller" | "callee"): void {
    if (type === "alert") this.#alerted(bytes === ALERT_BYTES ? alertReason(start) : "tls alert", nowMs);
    else if (type === "data") this.#hidden(bytes, nowMs, by);
    else this.#plain(type, nowMs, by);
  }

  #plain(type: RecordType, nowMs: number, by: "caller" | "callee"): void {
    if (type === "change") this.#changed.add(by);
    else if (this.#changed.has(by)) this.#finished.add(by);
    if (this.#finished.size === 2) this.#over(nowMs);
  }

  #hidden(bytes: number, nowMs: number, by: "caller" | "callee"): void {
    if (by === "callee") this.#isHidden = true;
    // Before that it is data sent early, of a caller that didn't wait for the handshake's end.
    else if (this.#isHidden && bytes === HIDDEN_ALERT_BYTES) this.#alerted("tls alert", nowMs);
    else if (this.#isHidden) this.#over(nowMs);
  }

  #alerted(reason: string | undefined, nowMs: number): void {
    if (reason === undefined) return;
    this.calls.answered(nowMs, reason);
    this.#stop();
  }

  #over(nowMs: number): void {
    this.calls.answered(nowMs);
    this.#stop();
  }

  #malformed(): void {
    this.calls.close("no tls");
    this.#stop();
  }

  #stop(): void {
    this.#asked.stop();
    this.#answered.stop();
    this.calls.end();
  }
}

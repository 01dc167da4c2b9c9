interface Kept {
  readonly atMs: number;
  readonly lastedMs: number;
  readonly share: number;
}

/**
 * The mean of a share (0..1) over time, each reading weighted by how long it lasted: over the last `spanMs`, or,
 * without a span, since the window was cleared. Times are ms on one clock.
 */
export class ShareWindow {
  readonly #spanMs: number | undefined;
  #kept: Kept[] = [];
  #lastedMs = 0;
  #sumMs = 0;
  #toMs = 0;

  constructor(spanMs?: number) {
    this.#spanMs = spanMs;
  }

  /** Takes in a share that held from the reading before until `atMs`. */
  add(atMs: number, share: number): void {
    const lastedMs = atMs - this.#toMs;
    this.#toMs = atMs;
    this.#count(lastedMs, share);
    if (this.#spanMs === undefined) return;
    this.#kept.push({ atMs, lastedMs, share });
    let oldest = this.#kept[0];
    while (oldest !== undefined && oldest.atMs <= atMs - this.#spanMs) {
      this.#kept.shift();
      this.#count(-oldest.lastedMs, oldest.share);
      oldest = this.#kept[0];
    }
  }

  clear(atMs: number): void {
    this.#kept = [];
    this.#lastedMs = 0;
    this.#sumMs = 0;
    this.#toMs = atMs;
  }

  /** 0 before anything was read. */
  mean(): number {
    return this.#lastedMs > 0 ? this.#sumMs / this.#lastedMs : 0;
  }

  #count(lastedMs: number, share: number): void {
    this.#lastedMs += lastedMs;
    this.#sumMs += lastedMs * share;
  }
}

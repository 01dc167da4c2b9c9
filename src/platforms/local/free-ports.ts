import { createServer } from "node:net";
import { PortTakenError } from "../processes/process-errors.ts";

/**
 * Below what Linux (32768) and macOS (49152) give to outgoing connections: a port of a service that was killed
 * stays free for its restart, however many connections come and go meanwhile.
 */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** Chooses ports on loopback that nothing listens on. Another process may still take one before it is used. */
export class FreePorts {
  #next: number;

  readonly #kept: readonly number[];

  /**
   * Two runs at the same time should begin at different places: `start` says where, any integer from 0 up.
   * @param kept ports that are never given: somebody must have them
   */
  constructor(start: number, kept: readonly number[] = []) {
    this.#next = start % PORTS;
    this.#kept = kept;
  }

  /** A port that is free now and that this chooser never gave before. */
  async take(): Promise<number> {
    for (let tried = 0; tried < PORTS; tried++) {
      const port = FIRST_PORT + this.#next;
      this.#next = (this.#next + 1) % PORTS;
      if (!this.#kept.includes(port) && (await isFree(port))) return port;
    }
    throw new PortTakenError({
      message: `every port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is in use`,
      hint: "End what listens on them.",
    });
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    probe.listen({ port, host: "127.0.0.1" }, () => probe.close(() => resolve(true)));
  });
}

import type { RunStarted } from "../../../src/judge/history/run-state.ts";
import { twoFaults } from "./plans.ts";

/** The first event of a run with two faults. */
export const started: RunStarted = {
  atMs: 0,
  type: "run-started",
  run: "20260101-000000-abcd",
  version: "0.0.0",
  wall: "2026-01-01T00:00:00.000Z",
  plan: twoFaults,
};

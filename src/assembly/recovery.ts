import { hostname, userInfo } from "node:os";
import type { RecoverOptions } from "../records/undo/recover-run.ts";
import type { Clock } from "../values/clock/clock.ts";
import { offlineUndoers, type UndoOptions } from "./wiring.ts";

const UNDO_DEADLINE_MS = 20_000;
const WAIT_FOR_GUARDIAN_MS = 30_000;

/** The person who called this, as `ann@laptop`. */
export function person(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** The way in which `recover` takes out what a run left. */
export function recovery(clock: Clock, undo?: UndoOptions): RecoverOptions {
  return {
    by: { person: person() },
    clock,
    undoers: offlineUndoers(clock, undo),
    deadlineMs: UNDO_DEADLINE_MS,
    waitMs: WAIT_FOR_GUARDIAN_MS,
  };
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { emptyUndoLog, foldUndoLog, outermost } from "../../../src/judge/history/undo-log.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";

const record = (id: string, within?: string): UndoRecord => ({
  id,
  kind: "toxic",
  what: id,
  manual: `undo ${id}`,
  data: null,
  ...(within === undefined ? {} : { within }),
});
const recorded = (id: string, within?: string): RunEvent => ({
  atMs: 0,
  type: "undo-recorded",
  record: record(id, within),
});
const undone = (id: string): RunEvent => ({ atMs: 0, type: "undone", record: id, by: "runner" });
const fold = (events: readonly RunEvent[]) => events.reduce(foldUndoLog, emptyUndoLog);
const pending = (events: readonly RunEvent[]) => [...fold(events).keys()];

/** Any history: every record is written once, maybe within an earlier one, and undone any number of times. */
const histories = fc
  .array(fc.record({ within: fc.option(fc.nat()), undoneAt: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }) }), {
    maxLength: 12,
  })
  .map((specs) => {
    const placed: { readonly at: number; readonly event: RunEvent }[] = [];
    specs.forEach(({ within, undoneAt }, index) => {
      const container = within === null || index === 0 ? undefined : `r${within % index}`;
      placed.push({ at: index * 3, event: recorded(`r${index}`, container) });
      for (const at of undoneAt) placed.push({ at: index * 3 + at + 1, event: undone(`r${index}`) });
      placed.push({ at: index * 3 + 1, event: { atMs: 0, type: "injected", fault: `f${index}` } });
    });
    return placed.sort((a, b) => a.at - b.at).map(({ event }) => event);
  });

describe("the undo log", () => {
  test("leaves what was recorded and not undone, in the order of recording", () => {
    assert.deepEqual(pending([recorded("a"), recorded("b"), recorded("c"), undone("b")]), ["a", "c"]);
  });

  test("a record that is undone takes along what is within it, at any depth", () => {
    const events = [recorded("system"), recorded("toxic", "system"), recorded("deep", "toxic"), recorded("other")];
    assert.deepEqual(pending([...events, undone("system")]), ["other"]);
  });

  test("a failed undo leaves it pending", () => {
    assert.deepEqual(pending([recorded("a"), { atMs: 0, type: "undo-failed", record: "a", why: "no" }]), ["a"]);
  });

  test("outermost leaves out what goes with something else that is pending", () => {
    const events = [recorded("system"), recorded("toxic", "system"), recorded("deep", "toxic"), recorded("other")];
    const ids = (history: readonly RunEvent[]) => outermost(fold(history)).map(({ id }) => id);
    assert.deepEqual(ids(events), ["system", "other"]);
    assert.deepEqual(ids([recorded("toxic", "a system that was never recorded")]), ["toxic"]);
  });

  test("at every point where a run may die, exactly what was recorded and not undone is pending", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (events, cut) => {
        const prefix = events.slice(0, cut % (events.length + 1));
        const gone = (id: string): boolean => {
          const at = prefix.findIndex((event) => event.type === "undo-recorded" && event.record.id === id);
          const own = prefix[at];
          if (own?.type !== "undo-recorded") return true;
          const after = prefix.slice(at);
          const { within } = own.record;
          const undoneItself = after.some((event) => event.type === "undone" && event.record === id);
          return undoneItself || (within !== undefined && goneSince(within, after));
        };
        /** Tells whether the container, in when the record was written, went since. */
        const goneSince = (id: string, after: readonly RunEvent[]): boolean => {
          const before = prefix.slice(0, prefix.length - after.length);
          return fold(before).has(id) && gone(id);
        };
        const ids = prefix.flatMap((event) => (event.type === "undo-recorded" ? [event.record.id] : []));
        assert.deepEqual(
          pending(prefix),
          ids.filter((id) => !gone(id)),
        );
      }),
    );
  });

  test("undoing everything that is outermost leaves nothing, and doing it twice changes nothing", () => {
    fc.assert(
      fc.property(histories, (events) => {
        const takeOutAll = outermost(fold(events)).map(({ id }) => undone(id));
        assert.deepEqual(pending([...events, ...takeOutAll]), []);
        assert.deepEqual(pending([...events, ...takeOutAll, ...takeOutAll]), []);
      }),
    );
  });
});

/**
 * Reports as node does by default, and says before the closing lines how many tests were skipped, and for want of what:
 * `node --test --test-reporter=./test/support/needs-reporter.ts`.
 */
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";
import { type Need, needOf, needs } from "./needs.ts";

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* Readable.from(withSkipped(source)).pipe(new spec());
}

/** Passes events on, and adds what was skipped before the totals. */
async function* withSkipped(source: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  const skipped: (Need | undefined)[] = [];
  for await (const event of source) {
    if (event.type === "test:pass" && event.data.skip !== undefined) skipped.push(needOf(String(event.data.skip)));
    // The totals follow the plan of all files together, which is the one that is in no file.
    const isTotal = event.type === "test:plan" && event.data.nesting === 0 && event.data.file === undefined;
    if (isTotal && skipped.length > 0) yield note(sentence(skipped));
    yield event;
  }
}

function note(message: string): TestEvent {
  const data = { nesting: 0, message, level: "info" } as const;
  return { type: "test:diagnostic", data } as Extract<TestEvent, { type: "test:diagnostic" }>;
}

/** `skipped 312: 201 for want of a container engine (…), 88 of a cluster (…), 23 of root, 2 for other reasons` */
function sentence(skipped: readonly (Need | undefined)[]): string {
  const counts = (Object.keys(needs) as Need[])
    .map((need) => ({ ...needs[need], count: skipped.filter((one) => one === need).length }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count);
  const parts = counts.map(({ what, from, count }, at) => {
    const source = from === undefined ? "" : ` (${from})`;
    return `${count} ${at === 0 ? "for want " : ""}of ${what}${source}`;
  });
  const others = skipped.filter((one) => one === undefined).length;
  if (others > 0) parts.push(`${others} for other reasons`);
  return `skipped ${skipped.length}: ${parts.join(", ")}`;
}

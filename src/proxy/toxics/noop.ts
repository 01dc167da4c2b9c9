import type { ToxicType } from "./toxic.ts";

/** Does nothing. The stock server lets it be added, so this one does. */
export const noop: ToxicType<Record<never, number>> = {
  type: "noop",
  attributes: [],
  start: (flow) => ({ data: (chunk) => flow.pass(chunk) }),
};

import type { Conceal } from "../files/experiment/concealer.ts";
import type { PartReading, StopCause } from "../judge/history/event.ts";
import type { Sample } from "../judge/measure/samples.ts";
import type { NewEvent } from "./new-event.ts";

/**
 * The event without what must not be shown in those of its texts that say what others said: servers, services, the
 * operating system. All its other texts are the run's own.
 */
export function concealEvent(event: NewEvent, conceal: Conceal): NewEvent {
  switch (event.type) {
    case "verified":
    case "remedy-done":
      return { ...event, evidence: conceal(event.evidence) };
    case "undo-failed":
    case "remedy-failed":
    case "service-died":
      return { ...event, why: conceal(event.why) };
    case "waiting":
      return { ...event, groups: event.groups.map((group) => ({ ...group, on: conceal(group.on) })) };
    case "diagnosis":
      return { ...event, facts: each(event.facts, (fact) => (typeof fact === "string" ? conceal(fact) : fact)) };
    case "stopped":
      return { ...event, cause: concealCause(event.cause, conceal) };
    case "tick": {
      const { samples, harness } = event;
      return {
        ...event,
        ...(samples && { samples: each(samples, (list) => list.map((sample) => concealSample(sample, conceal))) }),
        harness: {
          ...harness,
          ...(harness.parts && { parts: each(harness.parts, (part) => concealPart(part, conceal)) }),
        },
      };
    }
    default:
      return event;
  }
}

function concealCause(cause: StopCause, conceal: Conceal): StopCause {
  if (cause.kind !== "broken") return cause;
  const { message, hint, ...others } = cause;
  return { ...others, message: conceal(message), ...(hint === undefined ? {} : { hint: conceal(hint) }) };
}

function concealSample(sample: Sample, conceal: Conceal): Sample {
  return "missing" in sample ? { ...sample, missing: conceal(sample.missing) } : sample;
}

function concealPart(part: PartReading, conceal: Conceal): PartReading {
  return part.failing === undefined ? part : { ...part, failing: conceal(part.failing) };
}

function each<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

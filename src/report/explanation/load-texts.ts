import type { Experiment } from "../../files/experiment/experiment.ts";
import type { LoadSpec, Pacing } from "../../files/experiment/load-spec.ts";
import { statusRangeName } from "../../files/experiment/status-range.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { armsInWords } from "../arms-in-words.ts";
import { loadInWords } from "../load-in-words.ts";
import { howMany } from "../terminal/figures.ts";
import { exactNumber, exactTime } from "./exact-figures.ts";
import type { ExplanationText } from "./section.ts";

/** Tells who sends what, how often, and which of it counts as failed. */
export function loadTexts({ experiment, reach, totalMs }: Plan): readonly ExplanationText[] {
  return [
    "The load is open: each request is sent when its time has come, whatever became of those before, as people do who " +
      "don't know of each other. Its latency counts from that time, and one that is still under way counts with the " +
      "age that it has reached, so that a system that hangs can't hide it.",
    ...experiment.loads.map((load) => ({ point: loadText(load, experiment, totalMs) })),
    ...(experiment.arms === undefined ? [] : [`${armsInWords(experiment.arms)}. Both are under way at the same time.`]),
    senderText(experiment),
    ...(reach === undefined ? [] : [`How it gets there: ${reach}.`]),
  ];
}

function senderText({ loadFrom }: Experiment): string {
  if (loadFrom === undefined)
    return "All of it is sent from where brownout runs, from the warm-up to the end of the recovery.";
  return `All of it is sent by ${howMany(loadFrom.pods, "pod")} beside the system, an equal share each.`;
}

function loadText(load: LoadSpec, { phases }: Experiment, totalMs: number): string {
  const { pacing, sessions, steps, command, generator, maxInFlight } = load;
  if (sessions !== undefined) return `${loadInWords(load)}. What is measured are the messages that are due in them.`;
  if (steps !== undefined) return `${loadInWords(load)}. A visit ends at its first step that fails. ${failures(load)}`;
  if (command !== undefined) return `${loadInWords(load)}. A command that is answered with an error has failed, too.`;
  if (generator !== undefined) return `${loadInWords(load)}. ${failures(load)}`;
  const all =
    pacing.kind === "constant" && !phases.warmUpUntilSteady
      ? `, ${exactNumber((pacing.ratePerS * totalMs) / 1000)} when it runs to its end`
      : "";
  return `${load.name}: ${arrivals(pacing)}${all}. Each is ${requestsOf(load)}. ${failures(load, `, or when ${exactNumber(maxInFlight)} are under way already`)}${retries(load)}`;
}

function arrivals(pacing: Pacing): string {
  switch (pacing.kind) {
    case "constant":
      return `${perSecond(pacing.ratePerS)}, evenly spaced`;
    case "poisson":
      return `${perSecond(pacing.ratePerS)} on average, at random times (Poisson)`;
    case "ramp":
      return `from ${perSecond(pacing.fromPerS)} to ${exactNumber(pacing.toPerS)} over ${exactTime(pacing.overMs)}, and so many from then on`;
    case "steps": {
      const each = pacing.steps.map(({ ratePerS, forMs }) => `${perSecond(ratePerS)} for ${exactTime(forMs)}`);
      return `${each.join(", then ")}, and so many from then on`;
    }
  }
}

function perSecond(ratePerS: number): string {
  return `${exactNumber(ratePerS)} requests a second`;
}

function requestsOf({ requests }: LoadSpec): string {
  const inAll = requests.reduce((sum, { weight }) => sum + weight, 0);
  const each = requests.map(({ method, service, path, weight }) => {
    const share = requests.length === 1 ? "" : ` (${exactNumber(weight)} of ${exactNumber(inAll)})`;
    return `${method} ${service === undefined ? path : `${path} at ${service}`}${share}`;
  });
  return each.join(", or ");
}

/** @param limit the most that may be under way, where a load has such a limit that isn't said yet */
function failures({ timeoutMs, failOn }: LoadSpec, limit = ""): string {
  const statuses =
    failOn.length === 0
      ? ""
      : `${limit === "" ? " or" : ","} with a status of ${failOn.map(statusRangeName).join(", ")}`;
  return `One fails without a whole answer in ${exactTime(timeoutMs)}${statuses}${limit}.`;
}

function retries({ retry }: LoadSpec): string {
  if (retry === undefined) return "";
  const causes = retry.on.map((cause) => (typeof cause === "object" ? statusRangeName(cause) : cause)).join(", ");
  return ` Those who send try again by themselves, up to ${howMany(retry.count, "time")}, after ${causes}; each attempt has that time.`;
}

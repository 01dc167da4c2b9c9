import type { CommandSpec } from "../files/experiment/commands/command.ts";
import type { LoadSpec, Pacing, RetrySpec, SessionsSpec } from "../files/experiment/load-spec.ts";
import { statusRangeName } from "../files/experiment/status-range.ts";
import type { StepSpec } from "../files/experiment/steps.ts";
import { formatMs, formatShare } from "../judge/criteria/format.ts";
import { count, howMany, rate } from "./terminal/figures.ts";

/** `shoppers: 200/s, POST gateway/checkout, timeout 10 s, at most 10,000 in flight`: a load on one line. */
export function loadInWords(load: LoadSpec): string {
  const requests = load.requests.map(({ method, service, path }) => `${method} ${service ?? ""}${path}`).join(", ");
  if (load.sessions) return `${load.name}: ${sessionWords(load, load.sessions)}, ${requests}`;
  if (load.steps) return `${load.name}: ${visitWords(load, load.steps)}`;
  if (load.generator) {
    const { program, file } = load.generator;
    return `${load.name}: ${pacingWords(load.pacing)}, ${program} with ${file}, timeout ${formatMs(load.timeoutMs)}`;
  }
  const limits = `timeout ${formatMs(load.timeoutMs)}, at most ${count(load.maxInFlight)} in flight`;
  if (load.command) return `${load.name}: ${pacingWords(load.pacing)}, ${commandWords(load.command)}, ${limits}`;
  const retry = load.retry === undefined ? "" : `, ${retryWords(load.retry)}`;
  return `${load.name}: ${pacingWords(load.pacing)}, ${requests}, ${limits}${retry}`;
}

function commandWords({ kind, sends, settings, service, address, connections }: CommandSpec): string {
  const texts = sends.map((text) => String(text).trim()).join(" ");
  const more = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
  const set = more.length === 0 ? "" : ` (${more.join(", ")})`;
  return `${kind} ${texts}${set} at ${service ?? address}, on at most ${howMany(connections, "connection")}`;
}

function visitWords({ pacing, requests, timeoutMs, maxInFlight }: LoadSpec, steps: readonly StepSpec[]): string {
  const inOrder = steps.map(({ thinkMs: { from, to }, name, take }, index) => {
    const { method, service = "", path } = requests[index] ?? {};
    const pause = to === 0 ? "" : `after ${from === to ? formatMs(from) : `${formatMs(from)} to ${formatMs(to)}`} `;
    const taken = take.length === 0 ? "" : ` (takes ${take.map((one) => one.name).join(", ")})`;
    return `${pause}${name} ${method} ${service}${path}${taken}`;
  });
  const limits = `timeout ${formatMs(timeoutMs)} each, at most ${count(maxInFlight)} on their way`;
  return `visits at ${pacingWords(pacing)}, each ${inOrder.join(", then ")}; ${limits}`;
}

function sessionWords({ pacing, timeoutMs }: LoadSpec, sessions: SessionsSpec): string {
  const { everyMs, handshakeMs, silenceMs, reconnect } = sessions;
  const silence = silenceMs === undefined ? "" : `, closed after ${formatMs(silenceMs)} of silence`;
  const { backoffMs, factor, longestMs, jitter } = reconnect;
  const drawn = jitter > 0 ? `, ${formatShare(jitter)} of it drawn` : "";
  const again =
    backoffMs > 0 ? `after ${formatMs(backoffMs)}, times ${factor} up to ${formatMs(longestMs)}${drawn}` : "at once";
  return (
    `${count(sessions.count)} sessions, opened at ${pacingWords(pacing)} in ${formatMs(handshakeMs)} each, ` +
    `a message every ${formatMs(everyMs)}, timeout ${formatMs(timeoutMs)}${silence}, opened again ${again}`
  );
}

function retryWords({ count, backoffMs, jitter, on }: RetrySpec): string {
  const causes = on.map((cause) => (typeof cause === "object" ? statusRangeName(cause) : cause)).join(", ");
  const drawn = jitter > 0 ? `, ${formatShare(jitter)} of it drawn` : "";
  const pauses = backoffMs > 0 ? `after ${formatMs(backoffMs)}, doubling${drawn}` : "at once";
  return `tried again up to ${count === 1 ? "1 time" : `${count} times`}, ${pauses}, on ${causes}`;
}

function pacingWords(pacing: Pacing): string {
  switch (pacing.kind) {
    case "constant":
      return rate(pacing.ratePerS);
    case "poisson":
      return `${rate(pacing.ratePerS)} at random (Poisson)`;
    case "ramp":
      return `${rate(pacing.fromPerS)} to ${rate(pacing.toPerS)} over ${formatMs(pacing.overMs)}`;
    case "steps":
      return pacing.steps.map(({ ratePerS, forMs }) => `${rate(ratePerS)} for ${formatMs(forMs)}`).join(", then ");
  }
}

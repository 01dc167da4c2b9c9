import { formatMs } from "../../../judge/criteria/format.ts";
import type { PageData } from "../page-data.ts";
import { element } from "./elements.ts";

/** Pause between two moments while it plays: of a short run each, so that a minute is over in half of one. */
const STEP_MS = 250;
/** Of a long run so many moments are played, and the others left out. */
const MOMENTS = 240;
/** Signals that are named in words, of those that changed most. */
const NAMED = 4;

/** Plays the cascade map over time: each edge by its change at a moment. The slider is worked by keyboard as any is. */
export function startCascade(data: PageData): void {
  const controls = element("cascade-controls", HTMLElement);
  const slider = element("moment", HTMLInputElement);
  const words = element("moment-text", HTMLOutputElement);
  const play = element("play", HTMLButtonElement);
  const whole = element("whole-phase", HTMLButtonElement);
  if (!controls || !slider || !words || !play || !whole) return;
  const degrees = new Map(data.signals.map((signal) => [signal.name, signal.degrees]));
  const edges = [...document.querySelectorAll<SVGGElement>("#map .edge")];
  const last = Math.max(0, ...data.signals.map((signal) => signal.degrees.length)) - 1;
  const stride = Math.max(1, Math.ceil(last / MOMENTS));
  let timer: ReturnType<typeof setInterval> | undefined;

  const show = (at: number) => {
    slider.value = String(at);
    for (const edge of edges)
      edge.setAttribute("class", `edge ${classOf(degrees.get(edge.dataset.signal ?? "")?.[at])}`);
    words.textContent = momentInWords(data, at);
    slider.setAttribute("aria-valuetext", words.textContent);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
    words.setAttribute("aria-live", "polite");
  };
  const next = () => {
    if (Number(slider.value) >= last) stop();
    else show(Math.min(last, Number(slider.value) + stride));
  };

  slider.max = String(last);
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  play.addEventListener("click", () => {
    if (timer !== undefined) {
      stop();
      return;
    }
    if (Number(slider.value) >= last) show(0);
    play.textContent = "Pause";
    // Four times a second nobody wants it read out.
    words.setAttribute("aria-live", "off");
    timer = setInterval(next, STEP_MS);
  });
  whole.addEventListener("click", () => {
    stop();
    for (const edge of edges) edge.setAttribute("class", `edge ${edge.dataset.whole ?? "unknown"}`);
    words.textContent = "the fault phase as a whole";
  });
  controls.hidden = last < 0;
  const fault = data.phases.find(({ name }) => name === "fault");
  if (fault !== undefined) slider.value = String(Math.floor(fault.fromMs / data.binMs));
}

function classOf(degree: string | undefined): string {
  return degree === undefined || degree === "?" ? "unknown" : `d${degree}`;
}

function momentInWords({ binMs, phases, faults, signals, degrees }: PageData, at: number): string {
  const atMs = (at + 1) * binMs;
  const phase = phases.find(({ fromMs, toMs }) => atMs > fromMs && atMs <= toMs)?.name;
  const isIn = faults.some(({ fromMs, toMs }) => atMs > fromMs && atMs <= toMs);
  const changed = degrees.slice(1).map((word, before) => ({
    word,
    names: signals.filter((signal) => signal.degrees[at] === String(before + 1)).map(({ name }) => name),
  }));
  const hottest = changed.findLast(({ names }) => names.length > 0)?.names.slice(0, NAMED) ?? [];
  const named = hottest.length === 0 ? "" : `; the worst: ${hottest.join(", ")}`;
  const where = `${phase ?? "after the run"}${isIn ? ", a fault is in" : ""}`;
  return `${formatMs(atMs)} after the start (${where}): ${changed.map(({ word, names }) => `${names.length} ${word}`).join(", ")}${named}`;
}

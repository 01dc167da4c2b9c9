import type { RunResult } from "../../judge/history/result.ts";
import { handshakesInWords } from "../handshakes-in-words.ts";
import { labelled } from "./labelled.ts";
import type { Line } from "./text.ts";

/** A line for each edge on which there were TLS handshakes, from the baseline to the recovery. */
export function handshakeLines(signals: RunResult["signals"], columns: number): Line[] {
  const texts = Object.entries(signals).flatMap(([edge, phases]) => {
    const words = handshakesInWords(phases);
    return words === undefined
      ? []
      : [`${edge}: ${words.ended} handshakes, failed ${words.failed}, p50 ${words.p50}, p95 ${words.p95}`];
  });
  return texts.flatMap((text, at) => labelled(at === 0 ? "TLS" : "", text, columns));
}

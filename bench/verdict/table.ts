import { CONCLUSIONS, type Conclusion, type Outcome } from "./score.ts";

/** Counts of how often each conclusion was right, false and unknown, at each noise level. */
export class Table {
  readonly #counts = new Map<string, Map<Conclusion, Record<Outcome, number>>>();

  add(level: string, outcomes: Readonly<Record<Conclusion, Outcome>>): void {
    const row = this.#counts.get(level) ?? new Map<Conclusion, Record<Outcome, number>>();
    this.#counts.set(level, row);
    for (const conclusion of CONCLUSIONS) {
      const counts = row.get(conclusion) ?? { right: 0, false: 0, unknown: 0 };
      counts[outcomes[conclusion]] += 1;
      row.set(conclusion, counts);
    }
  }

  /** A row for each level, `false / unknown` in per cent for each conclusion. */
  render(heading: string): string[] {
    const lines = [
      `| ${heading} | runs | ${CONCLUSIONS.join(" | ")} |`,
      `|---|---:|${CONCLUSIONS.map(() => "---:|").join("")}`,
    ];
    for (const [level, row] of this.#counts) {
      const all = Object.values(row.get("verdict") ?? {}).reduce((sum, count) => sum + count, 0);
      const cells = CONCLUSIONS.map((conclusion) => {
        const counts = row.get(conclusion) ?? { right: 0, false: 0, unknown: 0 };
        return `${share(counts.false, all)} / ${share(counts.unknown, all)}`;
      });
      lines.push(`| ${level} | ${all} | ${cells.join(" | ")} |`);
    }
    return lines;
  }
}

function share(count: number, of: number): string {
  return count === 0 ? "0" : `${Number(((count / of) * 100).toPrecision(2))} %`;
}

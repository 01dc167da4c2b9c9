import { median } from "../../src/judge/measure/median.ts";

const ROUNDS = Number(process.env.ROUNDS ?? 7);
/** The name of the server that figures are held beside. */
export const STOCK = "Toxiproxy 2.12";

export const rank = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

/** Measures every target in turn, and gives the median of each figure over the rounds. */
export async function rounds<Target extends { readonly name: string }>(
  all: readonly Target[],
  measure: (target: Target) => Promise<number[]>,
): Promise<Map<string, number[]>> {
  const results = new Map(all.map(({ name }) => [name, [] as number[][]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of all) results.get(target.name)?.push(await measure(target));
  }
  return new Map(
    [...results].map(([name, rows]) => [
      name,
      (rows[0] ?? []).map((_, column) => median(rows.map((row) => row[column] ?? 0))),
    ]),
  );
}

export function table(
  title: string,
  columns: readonly string[],
  rows: Iterable<readonly [string, readonly string[]]>,
): void {
  console.log(`\n${title}\n\n| | ${columns.join(" | ")} |\n|---|${columns.map(() => "---:|").join("")}`);
  for (const [name, cells] of rows) console.log(`| ${name} | ${cells.join(" | ")} |`);
}

/** Prints each figure, and what it is of the stock server's. */
export function tableBesideStock(
  title: string,
  columns: readonly (readonly [name: string, digits: number])[],
  figures: ReadonlyMap<string, readonly number[]>,
): void {
  const stock = figures.get(STOCK) ?? [];
  const names = columns.flatMap(([name]) => [name, "of Toxiproxy"]);
  const rows = [...figures].map(([name, row]) => {
    const cells = columns.flatMap(([, digits], at) => {
      const value = row[at] ?? Number.NaN;
      return Number.isNaN(value) ? ["", ""] : [value.toFixed(digits), (value / (stock[at] ?? Number.NaN)).toFixed(2)];
    });
    return [name, cells] as const;
  });
  table(title, names, rows);
}

import { make, words } from "./make.ts";

/** A row of a table that changes as it is looked at: the cells behind the row's name. */
export interface LiveRow {
  readonly name: string;
  readonly cells: readonly { readonly text: string; readonly className?: string }[];
}

/** A table whose cells are written anew; its rows stay while its caption and their names do. */
export function liveTable(
  place: HTMLElement,
  headings: readonly string[],
): (caption: string, rows: readonly LiveRow[]) => void {
  let names = "";
  let cells: HTMLTableCellElement[][] = [];
  return (caption, rows) => {
    const now = JSON.stringify([caption, ...rows.map(({ name }) => name)]);
    if (now !== names) {
      names = now;
      cells = build(place, caption, headings, rows);
    }
    for (const [at, row] of rows.entries()) {
      for (const [column, { text, className = "" }] of row.cells.entries()) {
        const cell = cells[at]?.[column];
        if (cell === undefined) continue;
        if (cell.textContent !== text) cell.textContent = text;
        cell.className = className;
      }
    }
  };
}

function build(
  place: HTMLElement,
  caption: string,
  headings: readonly string[],
  rows: readonly LiveRow[],
): HTMLTableCellElement[][] {
  const table = make("table", [make("caption", caption)]);
  const head = table.createTHead().insertRow();
  for (const heading of headings) head.append(headingCell("col", heading));
  const body = table.createTBody();
  const cells = rows.map(({ name, cells }) => {
    const row = body.insertRow();
    row.append(headingCell("row", unbrokenArrows(name)));
    return cells.map(() => row.insertCell());
  });
  const scroll = make("div", [table], "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", caption);
  place.replaceChildren(scroll);
  return cells;
}

/** A name that is broken behind the arrows of its edges, and never within one. */
function unbrokenArrows(name: string): readonly Node[] {
  return name.split(/(\S+ ->)/).map((piece, at) => (at % 2 === 1 ? make("span", piece, "short") : words(piece)));
}

function headingCell(scope: "col" | "row", content: string | readonly Node[]): HTMLTableCellElement {
  const cell = make("th", content);
  cell.scope = scope;
  return cell;
}

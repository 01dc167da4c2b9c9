/** The element of that id, of that kind. A report without it has no such part. */
export function element<Kind extends Element>(id: string, kind: new () => Kind): Kind | undefined {
  const found = document.getElementById(id);
  return found instanceof kind ? found : undefined;
}

/** Fills a select with names. */
export function fillChoice(select: HTMLSelectElement, names: readonly string[]): void {
  for (const name of names) select.add(new Option(name, name));
}

/** `checkout -> pricing`. */
export function edgeName(edge: { readonly caller: string; readonly callee: string }): string {
  return `${edge.caller} -> ${edge.callee}`;
}

/** Where the entry file of a thread of this folder is: `.ts` in the tree, `.js` once built. */
export function threadFile(name: string): URL {
  return new URL(`./${name}.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
}

import { dirname, join, normalize } from "node:path";

export interface Links {
  /** The file that the link is in, from the tree's root. */
  readonly file: string;
  /** Names of the site's pages by their files. */
  readonly names: ReadonlyMap<string, string>;
  readonly isInTree: (path: string) => boolean;
  /** URL under which the tree's files are. */
  readonly source: string | undefined;
}

/**
 * Where a link of a page in the tree leads in the site.
 * @returns undefined where what it leads to is in the tree alone, and no URL of that is known
 * @throws Error where it leads nowhere
 */
export function siteLink(target: string, { file, names, isInTree, source }: Links): string | undefined {
  if (/^([a-z]+:|#)/.test(target)) return target;
  const [path = "", anchor] = target.split("#");
  const to = normalize(join(dirname(file), path)).replace(/\/$/, "");
  const name = names.get(to) ?? names.get(`${to}/index.md`);
  if (name !== undefined) return `/${name}.md${anchor === undefined ? "" : `#${anchor}`}`;
  if (to.startsWith("docs/images/")) return to.slice("docs".length);
  if (!isInTree(to)) throw new Error(`${file} has a link to ${target}, and there is no ${to}`);
  return source === undefined ? undefined : `${source}/${to}`;
}

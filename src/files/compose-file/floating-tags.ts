import type { ComposeFile } from "./compose-file.ts";

/**
 * A warning for each image that may be another one tomorrow: with the tag `latest`, or with no tag, which is the same.
 * What the file builds itself is not meant: its name is only a label.
 */
export function floatingTagWarnings(path: string, { services }: ComposeFile): string[] {
  return services.flatMap(({ name, image, isBuilt }) => {
    const tag = image === undefined || isBuilt ? undefined : floatingTag(image);
    if (tag === undefined) return [];
    return [`${path}: service ${name}: the image ${image} has ${tag}; pin a version, or runs can't be compared`];
  });
}

function floatingTag(image: string): string | undefined {
  // `${TAG:-latest}` is what it is by default; what `${TAG}` will be isn't known.
  const usual = image.replaceAll(/\$\{\w+:?-([^}]*)\}/g, "$1");
  if (usual.includes("@")) return undefined;
  const last = usual.slice(usual.lastIndexOf("/") + 1);
  if (last.endsWith(":latest")) return "the tag latest";
  return last.includes(":") || last.includes("$") ? undefined : "no tag";
}

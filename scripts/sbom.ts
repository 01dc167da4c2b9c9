/**
 * Prints what is in the published package as CycloneDX, after `npm run build`: of all that package-lock.json has, what is in
 * the bundles, whether the tree has it to run or to be built. From the tree's folder: `node scripts/sbom.ts > brownout.cdx.json`
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
}

interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** As CycloneDX's list of properties for npm names it. npm says of each what it is to the tree: that isn't what it is to the package. */
const BUNDLED = { scope: "required", properties: [{ name: "cdx:npm:package:bundled", value: "true" }] };

const npmArgs = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
const ofTree: Bom = JSON.parse(execFileSync("npm", npmArgs, { encoding: "utf8", maxBuffer: 1e8 }));
const thirdParties: readonly Component[] = JSON.parse(readFileSync("dist/third-parties.json", "utf8"));
process.stdout.write(`${JSON.stringify(bomOf(ofTree, thirdParties), null, 2)}\n`);

function bomOf({ metadata, components, dependencies, ...head }: Bom, bundled: readonly Component[]): Bom {
  const inPackage = bundled.map(({ name, version }) => {
    const found = components.find((one) => one.name === name && one.version === version);
    if (found === undefined) throw new Error(`${name} ${version} is bundled, and not in package-lock.json`);
    return { ...found, ...BUNDLED };
  });
  const { component } = metadata;
  const refs = new Set([component, ...inPackage].map((one) => one["bom-ref"]));
  return {
    ...head,
    metadata: { ...metadata, component: { ...component, properties: [] } as Component },
    components: inPackage,
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
  };
}

import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Location, Log, ReportingDescriptor, Result } from "sarif";
import type { Path, Position, Source } from "../../files/yaml/problem.ts";
import { version } from "../../values/version.ts";
import { type Conclusion, conclusionKinds, conclusionsOf } from "../conclusions.ts";
import { placesIn } from "../places.ts";
import type { RenderReport } from "./format.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

const LEVELS = { held: "none", broken: "error", unproven: "warning", open: "note" } as const;

/** SARIF 2.1.0: all that did not hold or could not be shown, each at its line of the experiment's file. */
export const renderSarif: RenderReport = ({ result, plan, experiment }) => {
  const found = conclusionsOf(result, plan).filter(({ outcome }) => outcome !== "held");
  const locate = locationsIn(experiment);
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "brownout", version, rules: rules() } },
        automationDetails: { id: `${result.experiment}/${result.run}` },
        columnKind: "utf16CodeUnits",
        results: found.map((conclusion) => sarifResult(conclusion, locate(conclusion.path))),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
};

function rules(): ReportingDescriptor[] {
  return Object.entries(conclusionKinds).map(([id, text]) => ({ id, shortDescription: { text } }));
}

function sarifResult({ kind, name, why, outcome }: Conclusion, locations: Location[]): Result {
  return {
    ruleId: kind,
    level: LEVELS[outcome],
    message: { text: [name, ...why].join("\n") },
    locations,
    // The same finding of the next run is the same alert.
    partialFingerprints: { "conclusion/v1": name },
  };
}

/** None where nobody wrote the experiment as a text. */
function locationsIn(experiment: Source | undefined): (path: Path) => Location[] {
  if (experiment === undefined || experiment.hasLines === false) return () => [];
  const uri = uriOf(experiment.path);
  const placeOf = placesIn(experiment);
  return (path) => [locationAt(uri, placeOf(path))];
}

function locationAt(uri: string, position: Position | undefined): Location {
  const region = position === undefined ? {} : { region: { startLine: position.line, startColumn: position.column } };
  return { physicalLocation: { artifactLocation: { uri }, ...region } };
}

function uriOf(path: string): string {
  return isAbsolute(path) ? pathToFileURL(path).href : path.split("/").map(encodeURIComponent).join("/");
}

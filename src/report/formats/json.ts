import { renderJson as renderResultJson } from "../json.ts";
import type { RenderReport } from "./format.ts";

/** The result as one document, the same as `--json` prints. */
export const renderJson: RenderReport = ({ result, folder }) => renderResultJson(result, folder);

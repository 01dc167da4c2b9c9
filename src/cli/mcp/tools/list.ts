import type { AgentTool } from "../tool.ts";
import { explainTool } from "./explain.ts";
import { planTool } from "./plan.ts";
import { reportTool } from "./report.ts";
import { runTool } from "./run.ts";
import { runsTool } from "./runs.ts";
import { validateTool } from "./validate.ts";

/** All that agents may ask for. */
export const agentTools: readonly AgentTool[] = [validateTool, planTool, explainTool, runTool, runsTool, reportTool];

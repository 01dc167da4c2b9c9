import { z } from "zod";
import { faultKinds } from "../src/faults/kinds.ts";
import { experimentJsonSchema } from "../src/files/experiment/json-schema.ts";
import { gamedayJsonSchema } from "../src/files/gameday/gameday-schema.ts";
import { graphFile } from "../src/files/graph/graph-file.ts";
import { commandsPage } from "./commands-page.ts";
import { readSchema } from "./json-schema.ts";
import { keysPage } from "./keys-page.ts";

/** Pages that are made of the code whenever the site is built, by name. */
export const madePages: Readonly<Record<string, () => string | Promise<string>>> = {
  commands: commandsPage,
  "experiment-keys": () =>
    keysPage(
      "Keys of an experiment",
      "Every key that an experiment file may have. [Writing experiments](writing-experiments.md) says how they work together; [variables](writing-experiments.md#variables) may stand in most texts and numbers. `brownout schema` prints the same for editors.",
      readSchema(experimentJsonSchema(faultKinds)),
    ),
  "graph-keys": () =>
    keysPage(
      "Keys of a graph",
      "Every key of the file that says of which services a local system is. Programs of your own: [programs](programs.md); the demo's services: [the demo graph](demo-graph.md).",
      readSchema(z.toJSONSchema(graphFile, { io: "input", unrepresentable: "any" })),
    ),
  "gameday-keys": () =>
    keysPage(
      "Keys of a game day",
      "Every key of `gameday.yaml`. [Game days](gameday.md) says how they work together; `brownout schema gameday` prints the same for editors.",
      readSchema(gamedayJsonSchema()),
    ),
};

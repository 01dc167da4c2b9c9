import { SaxesParser } from "saxes";

export interface ParsedElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ParsedElement[];
  /** All that stands in it beside other elements. */
  readonly text: string;
}

/** The root of a document; throws where the text is no well-formed XML. */
export function parseXml(xml: string): ParsedElement {
  const document = { name: "", attributes: {}, children: [] as ParsedElement[], text: "" };
  const open = [document];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const within = open.at(-1);
    if (within !== undefined) within.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  const [root] = document.children;
  if (root === undefined) throw new Error("there is no element");
  return root;
}

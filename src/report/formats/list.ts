import type { RenderReport } from "./format.ts";

/** Every report format by its name. What makes one is loaded only when it is asked for. */
export const reportFormats: Readonly<Record<string, () => Promise<RenderReport>>> = {
  html: async () => (await import("./html.ts")).renderHtml,
  junit: async () => (await import("./junit.ts")).renderJunit,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  json: async () => (await import("./json.ts")).renderJson,
};

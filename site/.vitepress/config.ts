import { defineConfig } from "vitepress";
import { anchorOf } from "../markdown.ts";
import sidebar from "./sidebar.json" with { type: "json" };

/** SITE_BASE is the path under which the site is served, where that isn't the root of its host. */
export default defineConfig({
  title: "brownout",
  description:
    "Chaos tests with a verdict: slow a dependency down under load, judge it live, always take it out again.",
  lang: "en",
  base: process.env.SITE_BASE ?? "/",
  srcDir: "pages",
  outDir: "dist",
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    languageAlias: { procfile: "properties" },
    // The pages are read on GitHub, too, and are the same there.
    anchor: { slugify: anchorOf },
    attrs: { disable: true },
    config: (markdown) => {
      markdown.disable("emoji", true);
      // Vue would take these for templates; what is text stays so.
      for (const kind of ["text", "code_inline"]) {
        const render = markdown.renderer.rules[kind];
        if (render) markdown.renderer.rules[kind] = (...of) => render(...of).replaceAll("{{", "&#123;&#123;");
      }
    },
  },
  themeConfig: {
    nav: [
      { text: "Tutorial", link: "/first-experiment" },
      { text: "How to", link: "/ci" },
      { text: "Reference", link: "/writing-experiments" },
      { text: "Explanation", link: "/open-loop" },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
  },
});

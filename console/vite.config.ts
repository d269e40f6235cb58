import { defineConfig } from "vite";
import { pruneStyles } from "./build_css";

// Built files are served by the API function, which knows the address below which they are.
export default defineConfig({
  base: "/console/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  css: { postcss: { plugins: [pruneStyles("style/patternfly.css", "src")] } },
  build: {
    outDir: "../functions/api/console/built",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

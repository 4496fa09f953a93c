/* Builds the style sheet, the scripts, the fonts and the icons into sluss/core/static/build. Needs Node 20 or newer. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const core = join(here, "..", "sluss", "core");
const out = join(core, "static", "build");
const modules = join(here, "node_modules");
const fonts = ["hanken-grotesk-latin-wght-normal.woff2", "hanken-grotesk-latin-ext-wght-normal.woff2"];

/* Designsystemet's theme file, without the colours and typefaces we replace, and with dark for screens only (paper is light). */
function theme() {
  const css = readFileSync(join(modules, "@digdir", "designsystemet-css", "dist", "theme", "designsystemet.css"), "utf8");
  const kept = [];
  for (const [name, block] of layers(css)) {
    if (name.startsWith("ds.theme.typography") && name !== "ds.theme.typography.primary") continue;
    const plain = block
      .replace(/--ds-color-(?:brand\d|accent)-[a-z-]+:#[0-9a-f]+;?/gi, "")
      .replace(/--ds-body-(?:long|short)-[a-z-]+:[^;}]+;?/g, "")
      .replace(/(?:\[[^\]]+\])*\[data-color=brand\d\][^{]*\{[^}]*\}/g, "");
    const layer = `@layer ${name}{${plain}}`;
    kept.push(name === "ds.theme.color-scheme.dark" ? `@media screen{${layer}}` : layer);
  }
  return kept.join("\n");
}

function* layers(css) {
  const start = /@layer ([\w.-]+)\{/g;
  for (let match; (match = start.exec(css)); ) {
    let depth = 1;
    let at = start.lastIndex;
    for (; depth; at++) depth += css[at] === "{" ? 1 : css[at] === "}" ? -1 : 0;
    yield [match[1], css.slice(start.lastIndex, at - 1)];
    start.lastIndex = at;
  }
}

const designsystemetTheme = {
  name: "designsystemet-theme",
  setup(build) {
    build.onResolve({ filter: /^sluss:designsystemet-theme$/ }, () => ({ path: "theme", namespace: "designsystemet" }));
    build.onLoad({ filter: /.*/, namespace: "designsystemet" }, () => ({ contents: theme(), loader: "css" }));
    build.onResolve({ filter: /^\.\/fonts\// }, ({ path }) => ({ path, external: true }));
  },
};

/* One sprite with the icons that sluss/core/components/icons.json names, and no other. */
function sprite() {
  const names = JSON.parse(readFileSync(join(core, "components", "icons.json"), "utf8"));
  const symbols = Object.entries(names).map(([name, lucide]) => {
    const svg = readFileSync(join(modules, "lucide-static", "icons", `${lucide}.svg`), "utf8");
    const shape = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").replace(/> </g, "><").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shape}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const fresh = `${out}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(join(fresh, "fonts"), { recursive: true });
await esbuild.build({
  entryPoints: { sluss: join(here, "css", "sluss.css") },
  outdir: fresh,
  bundle: true,
  minify: true,
  target: ["chrome111", "firefox115", "safari16.4"],
  plugins: [designsystemetTheme],
  legalComments: "none",
});
await esbuild.build({
  entryPoints: { sluss: join(here, "js", "sluss.js"), theme: join(here, "js", "theme.js"), board: join(here, "js", "board.js") },
  outdir: fresh,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2021"],
});
for (const font of fonts) copyFileSync(join(modules, "@fontsource-variable", "hanken-grotesk", "files", font), join(fresh, "fonts", font));
writeFileSync(join(fresh, "icons.svg"), sprite());
/* Swapped in whole, so that a build that fails leaves the last good one. */
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);

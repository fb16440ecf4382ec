// Makes what the package has and the repository has not: what `require` gives, of what `import` gives, since Node loads
// no module that way before version 22; and the licences.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Each entry point that Node may require. */
const entries = ["index", "run-task"];

await build({
  entryPoints: entries.map((name) => here(`${name}.mjs`)),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  outdir: here("dist"),
  outExtension: { ".js": ".cjs" },
  // One entry point reaches another by the package's name, so that a program has each of them once.
  external: ["planproof"],
  // What a module names beside itself lies one folder above the built one.
  define: { "import.meta.url": "moduleUrl" },
  banner: {
    js: '"use strict";\nconst moduleUrl = require("node:url").pathToFileURL(`${__dirname}/../index.mjs`).href;',
  },
});

// What is copied must come with its licence, and npm packs only what lies beside the manifest.
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(here(`../../${name}`), here(name));

// The types are the same; the names of their files say what they are about.
for (const name of [...entries, "types"]) {
  const text = readFileSync(here(`${name}.d.ts`), "utf8");
  writeFileSync(here(`dist/${name}.d.cts`), text.replace(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"'));
}

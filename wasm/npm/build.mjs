// Makes what the package has and the repository has not: what `require` gives, of what `import` gives, since Node loads
// no module that way before version 22; the plugin for Conftest, and the licences.

import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Each entry point that Node may require, and the module that it is made of. */
const entries = {
  index: "index",
  "run-task": "run-task",
  testing: "testing/testing",
  jest: "testing/jest",
  "jest-globals": "testing/jest-globals",
  "node-test": "testing/node-test",
  cdktf: "testing/cdktf",
};

/** Entry points that reach another of this package, by its path, require it: whatever is loaded is loaded once. */
const once = {
  name: "once",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/(index|testing)\.mjs$/ }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/^.*\/(.*)\.mjs$/, "./$1.cjs"), external: true },
    ),
};

await build({
  entryPoints: Object.entries(entries).map(([out, name]) => ({ in: here(`${name}.mjs`), out })),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  outdir: here("dist"),
  outExtension: { ".js": ".cjs" },
  // One entry point reaches another by the package's name, so that a program has each of them once.
  external: ["planproof", "@jest/globals"],
  plugins: [once],
  // What a module names beside itself lies one folder above the built one.
  define: { "import.meta.url": "moduleUrl" },
  banner: {
    js: '"use strict";\nconst moduleUrl = require("node:url").pathToFileURL(`${__dirname}/../index.mjs`).href;',
  },
});

// What is copied must come with its licence, and npm packs only what lies beside the manifest.
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(here(`../../${name}`), here(name));

// The types are the same; the names of their files say what they are about.
for (const [out, name] of Object.entries({ ...entries, types: "types" })) {
  const text = readFileSync(here(`${name}.d.ts`), "utf8");
  writeFileSync(here(`dist/${out}.d.cts`), text.replace(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"'));
}

// npm packs only what lies beside the manifest, so the plugin runs from a folder of the package there.
rmSync(here("conftest"), { recursive: true, force: true });
cpSync(here("../conftest"), here("conftest"), { recursive: true });
for (const name of readdirSync(here("conftest")).filter((file) => file.endsWith(".mjs"))) {
  const text = readFileSync(here(`conftest/${name}`), "utf8");
  writeFileSync(here(`conftest/${name}`), text.replaceAll('"../npm/', '"../'));
}

// The packed package in what people bundle: built, and run in the browser that the machine has, or under Node.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, describe, test } from "node:test";
import { check, explain, render } from "planproof";
import * as esbuild from "esbuild";
import { build, createServer as createDevServer } from "vite";
import webpack from "webpack";
import { launch } from "../e2e/browser.mjs";
import { broken, extendedPolicy, scratch } from "./scratch.mjs";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const project = scratch();
const rule = "peering-not-accepted";
const expected = {
  report: render(await check([{ path: "plan.json", contents: readFileSync(broken) }]), "json"),
  rationale: (await explain(rule)).docs.rationale,
  code: "truncated",
};

/** A page that checks a plan; what came of it is in `window.outcome`. */
const page = '<!doctype html><title>scratch</title><script type="module" src="SCRIPT"></script>';
const application = (first) => `${first}
async function outcome() {
  const contents = await (await fetch("/plan.json")).text();
  const report = await check([{ path: "plan.json", contents }]);
  const error = await check("{").catch((error) => error);
  return {
    report: render(report, "json"),
    rationale: (await explain("${rule}")).docs.rationale,
    code: error instanceof PlanproofError && error.code,
  };
}
window.outcome = outcome().catch((error) => String(error && error.stack));`;

const names = "check, explain, PlanproofError, render";
project.write("src/web.js", application(`import { ${names}, init } from "planproof/web";\nawait init();`));
// What is meant for Node is not what a browser is given by the same name.
project.write("src/bare.js", application(`import { ${names} } from "planproof";`));
// esbuild brings along only what is imported; the engine is.
project.write(
  "src/esbuild.js",
  application(`import { ${names}, init } from "planproof/web";
import engine from "planproof/planproof.wasm";
await init(engine);`),
);
extendedPolicy(project);
project.write("src/node.js", `import { readFileSync } from "node:fs";
import { check, explain, loadPolicy, PlanproofError, render } from "planproof";
const report = await check([{ path: "plan.json", contents: readFileSync("plan.json") }]);
const lenient = await check(readFileSync("plan.json"), await loadPolicy("policy.json"));
if (lenient.summary.failing > 0) throw new Error("the policy is not read");
const code = await check("{").catch((error) => error instanceof PlanproofError && error.code);
const rationale = (await explain("${rule}")).docs.rationale;
process.stdout.write(JSON.stringify({ report: render(report, "json"), rationale, code }));`);
project.write("public/plan.json", String(readFileSync(broken)));
for (const name of ["web", "bare"]) project.write(`${name}.html`, page.replace("SCRIPT", `/src/${name}.js`));

const { browser, reason } = await launch().then((browser) => ({ browser }), ({ message }) => ({ reason: message }));
after(() => browser?.close());
const skip = browser === undefined && reason;

describe("Vite", { skip }, () => {
  const shared = { root: project.folder, configFile: false, logLevel: "silent", clearScreen: false };
  const input = ["web", "bare"].map((name) => join(project.folder, `${name}.html`));

  test("what it builds", async () => {
    await build({ ...shared, build: { outDir: "vite", rollupOptions: { input }, target: "es2022" } });
    for (const name of ["web", "bare"]) await assertRuns("vite", `/${name}.html`);
  });

  test("what it serves while one works", async () => {
    const server = await createDevServer({ ...shared, server: { port: 0, host: "127.0.0.1", hmr: false, ws: false } });
    try {
      await server.listen();
      await assertOutcome(`http://127.0.0.1:${server.httpServer.address().port}/web.html`);
    } finally {
      await server.close();
    }
  });
});

describe("webpack", () => {
  const compiled = (options) =>
    new Promise((done, failed) => {
      const compiler = webpack({ mode: "production", context: project.folder, ...options });
      compiler.run((error, stats) => {
        if (error) return failed(error);
        if (stats.hasErrors() || stats.hasWarnings()) return failed(new Error(stats.toString("errors-warnings")));
        compiler.close(() => done());
      });
    });

  test("for browsers", { skip }, async () => {
    for (const name of ["web", "bare"]) {
      const output = { path: join(project.folder, "webpack", name), filename: "main.js", publicPath: `/${name}/` };
      await compiled({ entry: `./src/${name}.js`, output, performance: { hints: false } });
      project.write(`webpack/${name}.html`, page.replace("SCRIPT", `/${name}/main.js`));
    }
    for (const name of ["web", "bare"]) await assertRuns("webpack", `/${name}.html`);
  });

  test("for Node", async () => {
    const path = join(project.folder, "webpack-node");
    const output = { path, filename: "main.mjs", module: true, chunkFormat: "module" };
    await compiled({ entry: "./src/node.js", target: "node20", experiments: { outputModule: true }, output });
    assertRunsInNode("webpack-node/main.mjs");
  });
});

describe("esbuild", () => {
  test("for browsers", { skip }, async () => {
    await esbuild.build({
      absWorkingDir: project.folder,
      entryPoints: ["src/esbuild.js"],
      bundle: true,
      format: "esm",
      outdir: "esbuild",
      loader: { ".wasm": "file" },
      logLevel: "silent",
    });
    project.write("esbuild/index.html", page.replace("SCRIPT", "/esbuild.js"));
    // The rules' documentation is read from beside the module, where whoever serves it puts it.
    project.write("esbuild/dist/rules.json", readFileSync(join(project.folder, "node_modules/planproof/dist/rules.json")));
    await assertRuns("esbuild", "/index.html");
  });

  test("for Node, with the package beside it", async () => {
    await esbuild.build({
      absWorkingDir: project.folder,
      entryPoints: ["src/node.js"],
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: "esbuild-node/main.mjs",
      logLevel: "silent",
    });
    assertRunsInNode("esbuild-node/main.mjs");
  });
});

/** Serves a built folder, and holds what its page comes to against what the package says here. */
async function assertRuns(folder, path) {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = name === "/plan.json" ? broken : join(project.folder, folder, name);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    await assertOutcome(`http://127.0.0.1:${server.address().port}${path}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function assertOutcome(url) {
  const page = await browser.newPage();
  try {
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(url);
    const isDone = page.waitForFunction(() => window.outcome, undefined, { timeout: 20_000 });
    await isDone.catch((error) => assert.fail(`${url}: ${faults.join("; ") || error.message}`));
    assert.deepEqual(await page.evaluate(() => window.outcome), expected);
  } finally {
    await page.close();
  }
}

function assertRunsInNode(script) {
  const { code, out, err } = project.run(process.execPath, [script]);
  assert.deepEqual({ code, err }, { code: 0, err: "" });
  assert.deepEqual(JSON.parse(out), expected);
}

// Measures what the project promises: checking a plan costs no more than parsing it.
//
// Each figure comes from one process: both ways take turns on the same bytes, and the medians are compared.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as engine from "../../wasm/npm/dist/planproof.js";

const { values } = parseArgs({ options: { sizes: { type: "string", default: "1000,10000" } } });
const root = new URL("../..", import.meta.url);
const at = (path) => new URL(path, root).pathname;

engine.initSync({ module: readFileSync(at("wasm/npm/dist/planproof.wasm")) });
mkdirSync(at("target/bench"), { recursive: true });

for (const size of values.sizes.split(",")) {
  const file = at(`target/bench/plan-${size}.json`);
  native("generate", size, at("tests/fixtures/payments-mended/plan.json"), file);
  const bytes = readFileSync(file);
  const text = bytes.toString();
  const megabytes = (bytes.length / 1e6).toFixed(1);
  console.log(`${size} resources, ${megabytes} MB`);
  const [parsing, checking] = medians(31, [
    () => JSON.parse(text),
    () => engine.check(bytes, "plan.json", undefined),
  ]);
  const ratio = (checking / parsing).toFixed(2);
  console.log(
    `  wasm: bytes to report ${checking.toFixed(1)} ms, ${ratio} of JSON.parse (${parsing.toFixed(1)} ms)`,
  );
  console.log(`  ${native("native", file).trim()}`);
  const configuration = at(`target/bench/configuration-${size}.tf.json`);
  native("generate", size, at("tests/fixtures/payments-cdktf-mended/cdk.tf.json"), configuration);
  console.log(`  ${native("arguments", configuration).trim()}`);
}

/** The median time of each task, the tasks taking turns; garbage is collected when the engine likes, as in life. */
function medians(runs, tasks) {
  const times = tasks.map(() => []);
  for (let run = 0; run < runs; run++) {
    tasks.forEach((task, at) => {
      const start = performance.now();
      task();
      times[at].push(performance.now() - start);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[runs >> 1]);
}

function native(...args) {
  const cargo = ["run", "--quiet", "--release", "--locked", "--package", "planproof-bench", "--"];
  return execFileSync("cargo", [...cargo, ...args], { cwd: root, encoding: "utf8" });
}

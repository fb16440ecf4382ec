// Measures what the project promises: checking a plan costs no more than parsing it; and how far configuration, of which
// expressions have to be evaluated, is from that.
//
// Each figure comes from one process: both ways take turns on the same bytes, and the medians are compared.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as engine from "../../wasm/npm/dist/planproof.js";
import { at, configurationOf, native, planOf } from "./plans.mjs";

const { values } = parseArgs({ options: { sizes: { type: "string", default: "1000,10000" } } });
engine.initSync({ module: readFileSync(at("wasm/npm/dist/planproof.wasm")) });

for (const size of values.sizes.split(",")) {
  const [plan, configuration] = [planOf(size), configurationOf(size)];
  compare(`${size} resources of a plan`, plan, "plan.json");
  compare(`${size} resources of a configuration`, configuration, "cdk.tf.json");
  console.log(`  ${native("arguments", configuration).trim()}`);
}

/** Prints what checking a file takes beside parsing it. */
function compare(title, file, name) {
  const bytes = readFileSync(file);
  const text = bytes.toString();
  console.log(`${title}, ${(bytes.length / 1e6).toFixed(1)} MB`);
  const [parsing, checking] = medians(31, [
    () => JSON.parse(text),
    () => engine.check(bytes, name, {}),
  ]);
  const ratio = (checking / parsing).toFixed(2);
  console.log(
    `  wasm: bytes to report ${checking.toFixed(1)} ms, ${ratio} of JSON.parse (${parsing.toFixed(1)} ms)`,
  );
  console.log(`  ${native("native", file).trim()}`);
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

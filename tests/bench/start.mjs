// Measures what a person waits for at the command line: how much longer a check takes than starting Node, and what
// Checkov takes for the same plan where it is given.
//
// Each line is from one run, in which all take turns, so that they see the same machine. The medians are shown; what is
// above Node is the median of the differences within a turn.

import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { at, planOf } from "./plans.mjs";

const TURNS = 21;

/** It takes seconds, and varies less than that. */
const TURNS_OF_CHECKOV = 3;

const { values } = parseArgs({ options: { checkov: { type: "string" } } });

const program = at("wasm/npm/bin/planproof.mjs");
// It reports on a plan to nobody, and fetches no policies.
const offline = ["--framework", "terraform_plan", "--skip-download", "--quiet", "--compact"];

console.log("at the command line");
measure("start-up, a small plan", at("tests/fixtures/payments-mended/plan.json"));
measure("1,000 resources", planOf(1000));
if (values.checkov === undefined) console.log("  Checkov: left out");

function measure(what, plan) {
  const commands = {
    node: [process.execPath, "-e", "0"],
    planproof: [process.execPath, program, "check", plan],
    ...(values.checkov && { checkov: [values.checkov, "--file", plan, ...offline] }),
  };
  const times = { node: [], planproof: [], checkov: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, command] of Object.entries(commands)) {
      if (name !== "checkov" || turn < TURNS_OF_CHECKOV) times[name].push(timed(command));
    }
  }
  const [node, planproof] = [median(times.node), median(times.planproof)];
  const above = median(times.planproof.map((time, turn) => time - times.node[turn]));
  const size = (statSync(plan).size / 1e6).toFixed(2);
  const against = `${shown(above)} above \`node -e 0\` (${shown(node)})`;
  console.log(`  ${what} (${size} MB): planproof ${shown(planproof)}, ${against}`);
  if (times.checkov.length === 0) return;
  const checkov = median(times.checkov);
  console.log(`    Checkov ${shown(checkov)}: ${(checkov / planproof).toFixed(0)} times as long`);
}

/** Milliseconds from start to end of a process whose verdict is no matter here, but it must come to one. */
function timed([command, ...words]) {
  const start = performance.now();
  const { error, status } = spawnSync(command, words, { stdio: "ignore" });
  const time = performance.now() - start;
  if (error || ![0, 1].includes(status)) throw error ?? new Error(`${command} ended with ${status}`);
  return time;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

function shown(milliseconds) {
  return `${milliseconds.toFixed(0)} ms`;
}

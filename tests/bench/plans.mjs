// The inputs of measurements: real ones, and large ones made of them.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../..", import.meta.url);

/** The path of a file of the project. */
export function at(path) {
  return fileURLToPath(new URL(path, root));
}

/** The path of a plan with so many resources. */
export function planOf(resources) {
  return generated(resources, "tests/fixtures/payments-mended/plan.json", `plan-${resources}.json`);
}

/** The path of a configuration with so many resources. */
export function configurationOf(resources) {
  const name = `configuration-${resources}.tf.json`;
  return generated(resources, "tests/fixtures/payments-cdktf-mended/cdk.tf.json", name);
}

/** What the native half of the measurements prints. */
export function native(...words) {
  const cargo = ["run", "--quiet", "--release", "--locked", "--package", "planproof-bench", "--"];
  return execFileSync("cargo", [...cargo, ...words], { cwd: fileURLToPath(root), encoding: "utf8" });
}

function generated(resources, from, name) {
  const file = at(`target/bench/${name}`);
  mkdirSync(at("target/bench"), { recursive: true });
  native("generate", String(resources), at(from), file);
  return file;
}

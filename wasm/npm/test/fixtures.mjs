// Where the project's fixtures are.

import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../../tests/fixtures/", import.meta.url);

/** The path of a fixture. */
export function fixture(...parts) {
  return fileURLToPath(new URL(parts.join("/"), root));
}

/** Every fixture that can be judged. */
export function plans() {
  const stacks = readdirSync(root).filter((name) => name !== "broken");
  const names = ["plan.json", "replan.json", "state.json", "terraform.tfstate", "main.tf.json", "cdk.tf.json"];
  const paths = stacks.flatMap((stack) => names.map((name) => fixture(stack, name)));
  return paths.filter((path) => existsSync(path));
}

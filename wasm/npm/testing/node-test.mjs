// A setup file for Node's test runner: imported once, each test's `t.assert` has the assertions.

import test from "node:test";
import { assertHasFinding, assertHasNoFinding, assertPassesPolicy } from "./testing.mjs";

if (typeof test.assert?.register !== "function") {
  throw new Error(
    `\`t.assert\` cannot be extended in Node ${process.versions.node}; use Node 22.14 or newer, ` +
      "or import the assertions from `planproof/testing`",
  );
}
test.assert.register("passesPolicy", assertPassesPolicy);
test.assert.register("hasFinding", assertHasFinding);
test.assert.register("hasNoFinding", assertHasNoFinding);

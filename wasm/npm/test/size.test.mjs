// The sizes of the engine and of the policy for OPA are golden numbers: one that changes is looked at before it is
// committed.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const golden = new URL("../../../tests/golden/size.tsv", import.meta.url);

/** What is measured, in bytes after gzip. The engine and the policy hold the table. */
const measured = {
  "planproof.wasm": "../dist/planproof.wasm",
  "policy.wasm": "../../opa/dist/policy.wasm",
  "aws.table": "../../../policy-core/src/schema/aws.table",
};

/** Compilers of the same version differ by less from one machine to another. */
const TOLERANCE = 0.01;

test("the engine is as large as agreed", () => {
  const sizes = Object.entries(measured).map(([name, path]) => {
    const bytes = readFileSync(new URL(path, import.meta.url));
    return [name, gzipSync(bytes, { level: 9 }).length];
  });
  if (process.env.PLANPROOF_GOLDEN === "write") {
    const lines = sizes.map(([name, size]) => `${name}\t${size}\n`);
    writeFileSync(golden, `# bytes after gzip -9, remade by \`cargo xtask size\`\n${lines.join("")}`);
    return;
  }
  const agreed = new Map(
    String(readFileSync(golden))
      .split("\n")
      .filter((line) => line.includes("\t"))
      .map((line) => line.split("\t")),
  );
  for (const [name, size] of sizes) {
    const number = Number(agreed.get(name));
    const help = "remake tests/golden/size.tsv by `cargo xtask size` and look at it";
    assert.ok(Math.abs(size - number) <= number * TOLERANCE, `${name}: ${size} bytes, not ${number}; ${help}`);
  }
});

// Writes real results of the package as TypeScript literals, so that `tsc` holds each key and value against the
// hand-written types: a key too many, too few or of another type is an error.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { check, explain, rules } from "planproof";
import { fixture, plans } from "../fixtures.mjs";

const literals = [];
const literal = (type, value) => literals.push(`const _${literals.length}: ${type} = ${JSON.stringify(value)};`);

for (const path of plans()) {
  literal("Report", await check([{ path, contents: readFileSync(path) }], { profile: "all" }));
}
literal("RuleFacts[]", rules());
for (const { name } of rules()) literal("RuleDocs", await explain(name));
for (const name of ["truncated.json", "empty.json", "not-json.txt"]) {
  const { code, message, help, location } = await check(readFileSync(fixture("broken", name))).catch((error) => error);
  literal("Pick<PlanproofError, 'code' | 'message' | 'help' | 'location'>", { code, message, help, location });
}

const folder = new URL("../../dist/types/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("real.ts", folder),
  `import type { PlanproofError, Report, RuleDocs, RuleFacts } from "planproof";\n\n${literals.join("\n")}\nexport {};\n`,
);

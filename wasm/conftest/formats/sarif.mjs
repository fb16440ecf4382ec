// Conftest's SARIF: a rule for each kind of result, with the properties of the first one of it.

import { escapedPath, json } from "./go.mjs";

const SUCCESS = "Policy was satisfied successfully";
const SKIPPED = "Policy check was skipped";

/** Each kind of result, by the last part of its rule's name. */
const kinds = {
  deny: { level: "error", description: "Policy violation" },
  warn: { level: "warning", description: "Policy warning" },
  allow: { level: "note", description: "Policy exception" },
  success: { level: "none", description: SUCCESS },
  skip: { level: "none", description: SKIPPED },
};

/** @param tool `{ name, version, uri }` of who says so. */
export function sarif(results, { name, version, uri }) {
  const rules = new Map();
  const written = results.flatMap((result) => {
    const { failures, warnings, exceptions, successes } = result;
    const of = (kind, found) => found.map((one) => entry(rules, kind, one, result));
    const all = [...of("deny", failures), ...of("warn", warnings), ...of("allow", exceptions)];
    if (failures.length + warnings.length > 0) return all;
    const kind = successes + exceptions.length > 0 ? "success" : "skip";
    const { description } = kinds[kind];
    return [...all, entry(rules, kind, { msg: description, metadata: { description } }, result)];
  });
  const driver = { informationUri: uri, name, rules: [...rules.values()], version };
  return json({
    version: "2.1.0",
    $schema: "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json",
    runs: [{ tool: { driver }, invocations: [invocation(results)], results: written }],
  });
}

/** One result; the first one of a rule makes the rule. */
function entry(rules, kind, { msg, loc, metadata }, { filename, namespace }) {
  const ruleId = `${namespace}/${kind}`;
  const { level, description } = kinds[kind];
  const rule = { id: ruleId, shortDescription: { text: description }, properties: metadata };
  if (!rules.has(ruleId)) rules.set(ruleId, rule);
  const region = loc && { startLine: loc.line, endLine: loc.line };
  const artifactLocation = { uri: escapedPath(loc?.file ?? filename) };
  const locations = [{ physicalLocation: { artifactLocation, region } }];
  return { ruleId, ruleIndex: [...rules.keys()].indexOf(ruleId), level, message: { text: msg }, locations };
}

function invocation(results) {
  const has = (kind) => results.some((result) => result[kind].length > 0);
  const exitCode = has("failures") ? 1 : 0;
  const warned = has("warnings") ? "Policy warnings found" : "No policy violations found";
  return { executionSuccessful: true, exitCode, exitCodeDescription: exitCode ? "Policy violations found" : warned };
}

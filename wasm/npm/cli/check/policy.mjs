// The policy of a check: what the file says, and over it what the command line does.

import { findPolicy, readBaseline, readPolicy } from "../../policy.mjs";
import { UsageError } from "../arguments.mjs";

/**
 * The policy that options ask for.
 *
 * @throws {PlanproofError} where a file is no policy or no baseline.
 */
export function policyOf(values) {
  const file = values.policy ?? findPolicy(process.cwd());
  // A baseline that is to be written need not be there.
  const takesBaseline = values["write-baseline"] === undefined;
  const policy = file === undefined ? {} : readPolicy(file, { takesBaseline });
  const given = {
    profile: values.profile,
    failOn: values["fail-on"],
    environmentSuffix: values["environment-suffix"],
    environment: values.environment,
    regions: values.region,
    requiredTags: values["required-tag"],
    baseline: values.baseline === undefined ? undefined : readBaseline(values.baseline),
  };
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined) policy[key] = value;
  }
  policy.variables = { ...policy.variables, ...readVariables(values.var) };
  return policy;
}

/** The values of variables, `NAME=VALUE` each; a list or map is written as JSON. */
function readVariables(given = []) {
  const variables = given.map((value) => {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
    if (name === undefined) throw new UsageError(`\`--var ${value}\` must be \`--var NAME=VALUE\``);
    return [name, /^\s*[[{]/.test(text) ? readJson(name, text) : text];
  });
  return Object.fromEntries(variables);
}

function readJson(name, text) {
  try {
    return JSON.parse(text);
  } catch {
    // The value may be a secret.
    throw new UsageError(`the value of \`--var ${name}=…\` begins as JSON and is none`);
  }
}

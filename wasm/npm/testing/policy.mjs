// What a test says of the policy, as `checkSync` takes it.

import { loadPolicySync } from "../index.mjs";

/**
 * The policy itself, or that of the file whose path is given; without any the nearest `planproof.json`, as on the command
 * line.
 *
 * @throws {PlanproofError} where a file cannot be read, or is no policy.
 */
export function policyOf(given) {
  if (given === undefined) return loadPolicySync();
  return typeof given === "string" ? loadPolicySync(given) : given;
}

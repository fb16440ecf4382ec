// The package for Node.

import { createApi, PlanproofError, version } from "./api.mjs";
import { distributed, loaded } from "./engine.mjs";
import { findPolicy, readPolicy } from "./policy.mjs";

export { PlanproofError, version };

export const { check, checkSync, rules, explain, render, baseline } = createApi({
  load: loaded,
  loaded,
  readRules: async () => JSON.parse(String(distributed("rules.json"))),
});

/** The policy of a file, or of the nearest `planproof.json`; nothing where there is none. */
export async function loadPolicy(path) {
  return loadPolicySync(path);
}

/** What `loadPolicy` gives, at once. */
export function loadPolicySync(path = findPolicy(process.cwd())) {
  return path === undefined ? undefined : readPolicy(path);
}

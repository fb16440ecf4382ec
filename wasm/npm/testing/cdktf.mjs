// A validation for apps and stacks of CDKTF and CDK Terrain: findings fail the synthesis.

import { PlanproofError } from "../index.mjs";
import { policyOf } from "./policy.mjs";
import { reportOnStacks, stacksOf } from "./synthesized.mjs";
import { inOneLine, reason } from "./verdict.mjs";

/**
 * Judges a stack, or every stack of an app, when it is synthesized: `app.node.addValidation(new PolicyValidation(app))`.
 *
 * An app calls it after the aspects of all its stacks have run, so that it judges what is written. What cannot be judged
 * fails the synthesis too.
 */
export class PolicyValidation {
  #scope;
  #policy;

  constructor(scope, policy) {
    this.#scope = scope;
    this.#policy = policy;
  }

  /** One line for each finding that fails the policy. */
  validate() {
    try {
      const { findings, summary } = reportOnStacks(stacksOf(this.#scope), policyOf(this.#policy));
      // Findings come in the order of their severity.
      return findings.slice(0, summary.failing).map(inOneLine);
    } catch (error) {
      if (!(error instanceof PlanproofError)) throw error;
      return [`planproof cannot judge this: ${reason(error)}`];
    }
  }
}

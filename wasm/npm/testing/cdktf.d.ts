import type { PolicySource } from "./testing.js";

/** What is read of an app or a stack. */
export interface ConstructLike {
  readonly node: { readonly path: string };
}

/**
 * Judges a stack, or every stack of an app, when it is synthesized, and fails the synthesis with one line for each finding
 * that fails the policy: `app.node.addValidation(new PolicyValidation(app))`. What cannot be judged fails it too.
 */
export class PolicyValidation {
  /** @param policy Default: the nearest `planproof.json`; without one, what is built in. */
  constructor(scope: ConstructLike, policy?: PolicySource);
  validate(): string[];
}

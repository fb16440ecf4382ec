import "node:test";
import type { assertHasFinding, assertHasNoFinding, assertPassesPolicy } from "./testing.js";

declare module "node:test" {
  interface TestContextAssert {
    /** Throws where findings fail the policy. */
    passesPolicy: typeof assertPassesPolicy;
    /** Throws unless a rule finds something, anywhere or at a place. */
    hasFinding: typeof assertHasFinding;
    /** Throws where a rule finds something, anywhere or at a place. */
    hasNoFinding: typeof assertHasNoFinding;
  }
}

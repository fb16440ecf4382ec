// For any test runner: assertions that throw, and the matchers for those that have `expect.extend`.

import { AssertionError } from "node:assert";
import { toHaveFinding, toPassPolicy } from "./matchers.mjs";
import { hasFinding, passesPolicy } from "./verdict.mjs";

/** What `expect.extend` takes. */
export const matchers = { toPassPolicy, toHaveFinding };

/** Throws where findings fail the policy. */
export function assertPassesPolicy(synthesized, policy) {
  answer(assertPassesPolicy, true, () => passesPolicy(synthesized, policy));
}

/** Throws unless a rule finds something, at an address where one is given. */
export function assertHasFinding(synthesized, rule, address, policy) {
  answer(assertHasFinding, true, () => hasFinding(synthesized, rule, address, policy));
}

/** Throws where a rule finds something, at an address where one is given. */
export function assertHasNoFinding(synthesized, rule, address, policy) {
  answer(assertHasNoFinding, false, () => hasFinding(synthesized, rule, address, policy));
}

const plain = { expected: (text) => text, received: (text) => text, dim: (text) => text };

function answer(assertion, expected, judge) {
  let verdict;
  try {
    verdict = judge();
  } catch (error) {
    Error.captureStackTrace?.(error, assertion);
    throw error;
  }
  if (verdict.pass === expected) return;
  throw new AssertionError({ message: verdict.text(plain), operator: assertion.name, stackStartFn: assertion });
}

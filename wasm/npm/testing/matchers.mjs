// The matchers that Vitest, Jest, Bun and whatever else has `expect.extend` take.

import { hasFinding, passesPolicy } from "./verdict.mjs";

/** `expect(synthesized).toPassPolicy(policy?)` */
export function toPassPolicy(synthesized, policy) {
  const call = { name: "toPassPolicy", words: policy === undefined ? [] : ["policy"] };
  return answered(this, call, toPassPolicy, () => passesPolicy(synthesized, policy));
}

/** `expect(synthesized).toHaveFinding(rule, address?, policy?)` */
export function toHaveFinding(synthesized, rule, address, policy) {
  const call = { name: "toHaveFinding", words: address === undefined ? ["rule"] : ["rule", "address"] };
  return answered(this, call, toHaveFinding, () => hasFinding(synthesized, rule, address, policy));
}

function answered(context, call, matcher, judge) {
  try {
    const { pass, text } = judge();
    // What Bun has for colours puts text between quotes.
    const utils = process.versions.bun ? undefined : context?.utils;
    // Of a matcher that passes, only `.not` shows the message.
    return { pass, message: () => `${hint(utils, call, pass)}\n\n${text(styleOf(utils))}` };
  } catch (error) {
    // The reader is interested in the test's line, not in those of this package.
    Error.captureStackTrace?.(error, matcher);
    throw error;
  }
}

/** The line that repeats the call, in the runner's own manner. */
function hint(utils, { name, words: [first = "", second] }, isNot) {
  const own = utils?.matcherHint?.(name, "synthesized", first, { isNot, secondArgument: second });
  if (own !== undefined) return own;
  const words = second === undefined ? first : `${first}, ${second}`;
  return `expect(synthesized)${isNot ? ".not" : ""}.${name}(${words})`;
}

function styleOf(utils) {
  const plain = (text) => text;
  return {
    expected: utils?.EXPECTED_COLOR ?? plain,
    received: utils?.RECEIVED_COLOR ?? plain,
    dim: utils?.DIM_COLOR ?? plain,
  };
}

import type { File, Policy } from "planproof";

/**
 * What can be judged: JSON text such as `Testing.synth(stack)` gives, its bytes, the path of a file or folder such as
 * `Testing.fullSynth(stack)` gives, files, parsed JSON, or a stack or app of CDKTF or CDK Terrain, which is synthesized.
 */
export type Synthesized = string | Uint8Array | readonly File[] | object;

/** A policy, or the path of its file. Default: the nearest `planproof.json`; without one, what is built in. */
export type PolicySource = Policy | string;

/** A resource or data source of CDKTF or CDK Terrain. */
export interface ResourceLike {
  readonly terraformResourceType: string;
  readonly friendlyUniqueId: string;
  readonly node: { readonly path: string };
}

/**
 * Where a finding is: an address or a construct path, in which `*` stands for any characters, or a resource itself. An
 * address without an instance's key is about all instances.
 */
export type Place = string | ResourceLike;

/** What the matchers add to `expect`. */
export interface PlanproofMatchers<R = void> {
  /**
   * Passes where nothing found fails the policy.
   *
   * @throws {Error} where that cannot be judged, negated or not.
   */
  toPassPolicy(policy?: PolicySource): R;

  /**
   * Passes where a rule finds something, anywhere or at a place. The rule runs whatever the policy says of it.
   *
   * @throws {Error} where that cannot be judged, or no rule has the name, negated or not.
   */
  toHaveFinding(rule: string, place?: Place, policy?: PolicySource): R;
}

/** What a matcher answers. */
export interface MatcherAnswer {
  pass: boolean;
  message: () => string;
}

/** The matchers, for `expect.extend`. */
export const matchers: {
  toPassPolicy(this: unknown, synthesized: unknown, policy?: PolicySource): MatcherAnswer;
  toHaveFinding(
    this: unknown,
    synthesized: unknown,
    rule: string,
    place?: Place,
    policy?: PolicySource,
  ): MatcherAnswer;
};

/**
 * Throws an `AssertionError` where findings fail the policy.
 *
 * @throws {Error} where that cannot be judged.
 */
export function assertPassesPolicy(synthesized: Synthesized, policy?: PolicySource): void;

/**
 * Throws an `AssertionError` unless a rule finds something, anywhere or at a place.
 *
 * @throws {Error} where that cannot be judged, or no rule has the name.
 */
export function assertHasFinding(
  synthesized: Synthesized,
  rule: string,
  place?: Place,
  policy?: PolicySource,
): void;

/**
 * Throws an `AssertionError` where a rule finds something, anywhere or at a place.
 *
 * @throws {Error} where that cannot be judged, or no rule has the name.
 */
export function assertHasNoFinding(
  synthesized: Synthesized,
  rule: string,
  place?: Place,
  policy?: PolicySource,
): void;

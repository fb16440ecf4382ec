import type { Policy } from "./types.js";

export * from "./types.js";

/**
 * The policy of a file, laid over those that it extends, with the baseline that it names.
 *
 * @param path Default: the nearest `planproof.json`, in this folder or in one that it lies in; nothing where there is none.
 * @throws {PlanproofError} where a file cannot be read, or is no policy.
 */
export function loadPolicy(path: string): Promise<Policy>;
export function loadPolicy(): Promise<Policy | undefined>;

/**
 * What `loadPolicy` gives, at once: for what cannot wait, as `checkSync`.
 *
 * @throws {PlanproofError} where a file cannot be read, or is no policy.
 */
export function loadPolicySync(path: string): Policy;
export function loadPolicySync(): Policy | undefined;

// What a machine on which people work may lack. Where CI runs it has to be there, or nobody would miss it.

/** Why tests are skipped, for `{ skip }`; where CI runs, an error in its place. */
export function skip(reason) {
  if (reason && process.env.CI === "true") throw new Error(reason);
  return reason ?? false;
}

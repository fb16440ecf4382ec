// Files that are written whole or not at all.

import { chmodSync, closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { onInterruption } from "./interruption.mjs";

/**
 * Writes a file piece by piece: under another name beside it first, so that whoever reads it meanwhile, or after a
 * failure, finds what was there before.
 *
 * @throws what the system says.
 */
export function writeWhole(path, pieces) {
  const present = statSync(path, { throwIfNoEntry: false });
  // Nothing takes the place of a pipe or a device.
  if (present && !present.isFile()) return fill(openSync(path, "w"), pieces);
  // A link stays one.
  const target = present ? realpathSync(path) : path;
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}-${Date.now().toString(36)}`);
  const file = openSync(draft, "wx");
  const discard = () => rmSync(draft, { force: true });
  const release = onInterruption(discard);
  try {
    fill(file, pieces);
    if (present) chmodSync(draft, present.mode);
    renameSync(draft, target);
  } catch (error) {
    discard();
    throw error;
  } finally {
    // A signal that came meanwhile is heard in the next turn of the loop.
    setImmediate(release);
  }
}

function fill(file, pieces) {
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

// What lies around an input on the disk.
//
// A configuration may be a stranger's, as of a pull request, and what it names is looked up where it is checked. So nothing
// is told of what is outside of the repository that it is in, by links neither.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { STANDARD } from "./input.mjs";
import { isPart } from "./search.mjs";

/** Larger files are not looked into. */
const MOST_BYTES = 2 ** 24;

/** Answers what is at a path, for an input; nothing of standard input, which lies nowhere. */
export function around(input) {
  if (input === STANDARD) return undefined;
  let place;
  return { module, file, isThere };

  function module(folder) {
    return answer(folder, (path) => {
      const contentsOf = (name) => (name.endsWith(".tf.json") ? file(join(path, name)) : "");
      const files = readdirSync(path).filter(isPart).map((name) => ({ path: name, contents: contentsOf(name) }));
      // A file may be a link that leads out of the repository.
      return files.every(({ contents }) => contents != null) ? files : undefined;
    });
  }

  function file(path) {
    return answer(path, read);
  }

  function isThere(path) {
    const found = answer(path, () => true);
    return found === null ? false : found;
  }

  /** What is done with a path; null where nothing is there, undefined where that cannot be told. */
  function answer(path, action) {
    try {
      place ??= placeOf(input);
      if (!isInside(place.root, resolve(path))) return undefined;
      return isInside(place.root, realpathSync(path)) ? action(path) : undefined;
    } catch (error) {
      return error.code === "ENOENT" && place?.isWhole ? null : undefined;
    }
  }
}

function read(path) {
  const facts = statSync(path);
  if (!facts.isFile() || facts.size > MOST_BYTES) throw new Error("it is not looked into");
  return readFileSync(path);
}

/**
 * The repository that an input is in; without one the working folder, or its own folder where that is elsewhere. What is
 * missing tells something only where nothing was left behind: a file may have been copied without what it refers to, as a
 * stack without the assets beside it.
 *
 * @returns {{ root: string, isWhole: boolean }}
 */
function placeOf(input) {
  const folder = realpathSync(dirname(input));
  const isSynthesized = basename(input) === "cdk.tf.json";
  const hasManifest = existsSync(join(folder, "..", "..", "manifest.json"));
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return { root: at, isWhole: !isSynthesized || hasManifest };
    if (at === dirname(at)) break;
  }
  const working = realpathSync(process.cwd());
  return { root: isInside(working, folder) ? working : folder, isWhole: isSynthesized && hasManifest };
}

function isInside(root, path) {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

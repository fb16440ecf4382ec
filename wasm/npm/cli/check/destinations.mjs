// Where reports go, and what stands in the way.

import { appendFileSync } from "node:fs";
import { checkValue, UsageError } from "../arguments.mjs";
import { reportFormats } from "../commands.mjs";
import { writeWhole } from "../files.mjs";
import { wantsColor } from "../terminal.mjs";
import { STANDARD } from "./input.mjs";

/** Where the report goes: `FILE` takes the place of standard output, each `FORMAT=FILE` is one more. */
export function readDestinations({ format = "text", output = [] }) {
  const destinations = output.map((value) => {
    const [, name, file] = /^([a-z]+)=(.*)$/s.exec(value) ?? [];
    if (name === undefined) return { format, file: value, instead: true };
    checkValue("--output", reportFormats, name);
    if (file === "") throw new UsageError(`\`--output ${value}\` names no file; write \`${value}FILE\``);
    return { format: name, file };
  });
  return destinations.some(({ instead }) => instead)
    ? destinations
    : [{ format, file: STANDARD }, ...destinations];
}

/**
 * Writes a report; gives a complaint where that is not possible.
 *
 * @param render gives the report's text, with or without colours.
 * @param color when standard output has them, as `wantsColor` takes it.
 */
export function write(file, render, color) {
  if (file === STANDARD) {
    print(render(wantsColor(color)));
    return undefined;
  }
  const text = render(false);
  return attempt(file, () => writeWhole(file, encoded(text)));
}

/** Adds a text to a file; gives a complaint where that is not possible. */
export function append(file, text) {
  return attempt(file, () => appendFileSync(file, text));
}

function attempt(file, action) {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error.syscall === undefined) throw error;
    return `cannot write \`${file}\`: ${reasons[error.code] ?? error.message}`;
  }
}

/** Characters that are encoded at once, of at most three bytes each. */
const PIECE = 2 ** 18;

/** Writes a text to standard output. */
function print(text) {
  const { stdout } = process;
  const views = encoded(text);
  // A pipe of Windows takes what it is given later.
  for (let view = views.next(); !view.done; view = views.next(stdout.writableLength > 0)) stdout.write(view.value);
}

/**
 * The bytes of a text, piece by piece in the same place: all of a large one would be another copy, and many pieces are as
 * much until they are collected. Whoever gets a piece says so where it must be kept. No character is cut.
 */
function* encoded(text) {
  const encoder = new TextEncoder();
  let room = new Uint8Array(3 * PIECE);
  for (let start = 0; start < text.length; ) {
    let end = start + PIECE - 1;
    if (/^[\uD800-\uDBFF]$/.test(text.charAt(end - 1))) end += 1;
    const { written } = encoder.encodeInto(text.slice(start, end), room);
    const isKept = yield room.subarray(0, written);
    if (isKept) room = new Uint8Array(3 * PIECE);
    start = end;
  }
}

const reasons = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is not a folder",
  EISDIR: "it is a folder; name a file in it",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

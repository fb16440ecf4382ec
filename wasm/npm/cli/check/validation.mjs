// A report in the shape of `terraform validate -json`, for tools that read that.
//
// Source of the shape: <https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format>. Terraform
// shows the lines that an error is in, which may hold a secret; this shows the name of what is at fault.

import { readFileSync } from "node:fs";
import { loaded } from "../../engine.mjs";
import { STANDARD } from "./input.mjs";

/** The policy under which only those rules run that say what Terraform would refuse. */
export function asTerraform(policy) {
  const others = loaded().rules().filter(({ about }) => about !== "language");
  const off = Object.fromEntries(others.map(({ name }) => [name, "off"]));
  return { ...policy, rules: { ...policy.rules, ...off } };
}

/** What `terraform validate -json` would print; inputs that cannot be judged are errors without a place. */
export function validation(report, complaints) {
  const summaries = new Map(loaded().rules().map(({ name, summary }) => [name, summary]));
  const texts = new Map();
  const diagnostics = [
    ...complaints.map((detail) => ({ severity: "error", summary: "The input cannot be judged", detail })),
    ...(report?.findings ?? []).map((finding) => diagnostic(finding, summaries, texts)),
  ];
  const count = (severity) => diagnostics.filter((each) => each.severity === severity).length;
  return {
    format_version: "1.0",
    valid: count("error") === 0,
    error_count: count("error"),
    warning_count: count("warning"),
    diagnostics,
  };
}

function diagnostic({ rule, address, message, remedy, blocking, location, terraform }, summaries, texts) {
  // Of what Terraform takes, which is worth a warning all the same, it says nothing.
  const summary = terraform?.summary ?? summaries.get(rule);
  const said = { severity: blocking ? "error" : "warning", summary, detail: `${message}; ${remedy}` };
  if (location.file === STANDARD) return said;
  if (!texts.has(location.file)) texts.set(location.file, new Text(location.file));
  const text = texts.get(location.file);
  const range = {
    filename: location.file,
    start: text.position(location.line, location.column),
    end: text.position(location.endLine, location.endColumn),
  };
  const code = text.nameAt(location.line, location.column);
  if (code === undefined) return { ...said, range };
  const snippet = {
    context: contextOf(address),
    code,
    start_line: location.line,
    highlight_start_offset: 0,
    highlight_end_offset: Buffer.byteLength(code),
    values: [],
  };
  return { ...said, range, snippet };
}

/** The block that something is in, as Terraform names it; nothing for what is no resource. */
function contextOf(address) {
  if (/^data\.[^.]+\.[^.]+$/.test(address)) return address;
  return /^[a-z][a-z0-9]*_[a-z0-9_]*\.[^.]+$/.test(address) ? `resource.${address}` : null;
}

/** A file that was judged, for what a report does not say of its places. */
class Text {
  #lines;
  /** In which byte each line begins. */
  #starts;

  constructor(file) {
    const bytes = readFileSync(file);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    this.#lines = new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes).split("\n");
    let start = 0;
    this.#starts = this.#lines.map((line) => {
      const own = start;
      start += Buffer.byteLength(line) + 1;
      return own;
    });
  }

  /** A place as Terraform counts it: columns are characters as people see them, which may be several units long. */
  position(line, column) {
    const before = (this.#lines[line - 1] ?? "").slice(0, column - 1);
    const byte = (this.#starts[line - 1] ?? 0) + Buffer.byteLength(before);
    return { line, column: [...characters.segment(before)].length + 1, byte };
  }

  /** The name of the member that begins there; nothing where none does. */
  nameAt(line, column) {
    const rest = (this.#lines[line - 1] ?? "").slice(column - 1);
    return /^"(?:[^"\\]|\\.)*"(?=\s*:)/.exec(rest)?.[0];
  }
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// Conftest's table. A text with line ends would be several lines of it; none is given here.

import { width } from "./width.mjs";

const HEADER = ["RESULT", "FILE", "NAMESPACE", "MESSAGE"];

export function table(results) {
  const rows = results.flatMap((result) => {
    const of = (kind, found) => found.map(({ msg }) => [kind, result.filename, result.namespace, msg].map(trimmed));
    return [
      ...of("success", new Array(result.successes).fill({ msg: "SUCCESS" })),
      ...of("exception", result.exceptions),
      ...of("warning", result.warnings),
      ...of("failure", result.failures),
    ];
  });
  if (rows.length === 0) return "";
  // Not by spreading: a large report has more rows than a call may have arguments.
  const widest = (title, column) => rows.reduce((most, row) => Math.max(most, width(row[column])), title.length);
  const widths = HEADER.map(widest);
  const rule = (left, middle, right) => `${left}${widths.map((cells) => "─".repeat(cells + 2)).join(middle)}${right}`;
  const line = (cells) => `│ ${cells.join(" │ ")} │`;
  const lines = [
    rule("┌", "┬", "┐"),
    line(HEADER.map((title, column) => centered(title, widths[column]))),
    rule("├", "┼", "┤"),
    ...rows.map((row) => line(row.map((text, column) => text + " ".repeat(widths[column] - width(text))))),
    rule("└", "┴", "┘"),
  ];
  return `${lines.join("\n")}\n`;
}

function centered(text, cells) {
  const left = Math.floor((cells - text.length) / 2);
  return " ".repeat(left) + text + " ".repeat(cells - text.length - left);
}

/** Without the space around it, as Go takes it; to JavaScript, one more character is space. */
function trimmed(text) {
  return text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/gu, "");
}

// `planproof rules`: the list of rules.

import { rules } from "../index.mjs";
import { UsageError } from "./arguments.mjs";

const write = { text, markdown, json: (rules) => `${JSON.stringify(rules, null, 2)}\n` };

export default function carryOut({ format = "text" }, [unexpected]) {
  if (unexpected !== undefined) {
    throw new UsageError(
      `\`planproof rules\` takes no \`${unexpected}\`; for one rule, run \`planproof explain RULE\``,
    );
  }
  process.stdout.write(write[format](rules()));
  return 0;
}

function text(rules) {
  const widest = (key) => Math.max(...rules.map((rule) => rule[key].length));
  const [name, severity, category] = ["name", "severity", "category"].map(widest);
  const lines = rules.map((rule) =>
    [
      rule.name.padEnd(name),
      rule.severity.padEnd(severity),
      rule.category.padEnd(category),
      rule.summary,
    ].join("  "),
  );
  return `${lines.join("\n")}\n\n${rules.length} rules; \`planproof explain RULE\` says more about one\n`;
}

function markdown(rules) {
  const rows = rules.map((rule) => [
    `\`${rule.name}\``,
    rule.severity,
    rule.category,
    rule.blocking ? "yes" : "no",
    rule.summary.replaceAll("|", "\\|"),
  ]);
  const table = [
    ["Rule", "Severity", "Category", "Blocks the deployment", "What it finds"],
    ["---", "---", "---", "---", "---"],
    ...rows,
  ];
  return table.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

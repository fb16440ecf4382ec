// Completion for fish.

/** The script that fish evaluates. */
export function script(commands) {
  const lines = [
    "# Completion of planproof for fish, by `planproof completion fish`.",
    "complete -c planproof -f",
    option({ flag: "--help", short: "-h", summary: "print help", values: [] }, "__fish_use_subcommand"),
    option({ flag: "--version", short: "-V", summary: "print the version", values: [] }, "__fish_use_subcommand"),
    ...commands.map(({ name, summary }) => word(name, summary, "__fish_use_subcommand")),
    word("help", "print the page of a command", "__fish_use_subcommand"),
    ...commands.map(({ name, summary }) => word(name, summary, "__fish_seen_subcommand_from help")),
    ...commands.flatMap(ofCommand),
  ];
  return `${lines.join("\n")}\n`;
}

function ofCommand({ name, values, isFile, options }) {
  const condition = `__fish_seen_subcommand_from ${name}`;
  return [
    ...(isFile ? [`complete -c planproof -n ${quoted(condition)} -F`] : []),
    ...(values.length > 0 ? [`complete -c planproof -n ${quoted(condition)} -a ${quoted(values.join(" "))}`] : []),
    ...options.map((each) => option(each, condition)),
  ];
}

function word(name, summary, condition) {
  return `complete -c planproof -n ${quoted(condition)} -a ${name} -d ${quoted(summary)}`;
}

function option({ flag, short, takesValue, values, isFile, summary }, condition) {
  const parts = [
    `complete -c planproof -n ${quoted(condition)} -l ${flag.slice(2)}`,
    short && `-s ${short.slice(1)}`,
    takesValue && (isFile ? "-r -F" : "-x"),
    values.length > 0 && `-a ${quoted(values.join(" "))}`,
    `-d ${quoted(summary)}`,
  ];
  return parts.filter(Boolean).join(" ");
}

function quoted(text) {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

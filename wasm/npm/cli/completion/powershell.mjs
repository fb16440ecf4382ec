// Completion for PowerShell, 5.1 of Windows included. Where nothing of ours fits, it completes names of files.

/** The script that PowerShell evaluates. */
export function script(commands) {
  const names = commands.map(({ name, summary }) => entry(name, summary));
  const overview = [
    ...names,
    entry("help", "print the page of a command"),
    entry("--help", "print help"),
    entry("--version", "print the version"),
  ];
  const operands = commands.map(({ name, values }) => list(name, values.map((value) => entry(value, value))));
  const options = commands.map(({ name, options }) => list(name, options.flatMap(flags)));
  return `# Completion of planproof for PowerShell, by \`planproof completion powershell\`.
Register-ArgumentCompleter -Native -CommandName planproof -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $overview = @(${overview.join(", ")})
  $operands = @{
    'help' = @(${names.join(", ")})
${operands.join("")}  }
  $options = @{
${options.join("")}  }
  $values = @{
${commands.flatMap(ofValues).join("")}  }
  $before = @($commandAst.CommandElements |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    ForEach-Object { $_.ToString() })
  $candidates = if ($before.Count -lt 2) { $overview }
    elseif ($values.ContainsKey("$($before[1]) $($before[-1])")) { $values["$($before[1]) $($before[-1])"] }
    elseif ($wordToComplete.StartsWith('-')) { $options[$before[1]] }
    else { $operands[$before[1]] }
  $candidates | Where-Object { $_ -and $_[0].StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

function flags({ flag, short, summary }) {
  return short ? [entry(flag, summary), entry(short, summary)] : [entry(flag, summary)];
}

function ofValues({ name, options }) {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, values }) => list(`${name} ${flag}`, values.map((value) => entry(value, value))));
}

function list(name, entries) {
  return `    ${quoted(name)} = @(${entries.join(", ")})\n`;
}

/** The word and its meaning; the comma keeps a list of one pair a list of pairs. */
function entry(word, meaning) {
  return `,@(${quoted(word)}, ${quoted(meaning)})`;
}

function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

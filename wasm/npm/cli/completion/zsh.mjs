// Completion for zsh, by its own `_arguments`. It works evaluated, and as a file `_planproof` on `fpath`.

/** The script that zsh evaluates. */
export function script(commands) {
  const described = commands.map(({ name, summary }) => `        ${quoted(`${name}:${summary}`)}\n`);
  return `#compdef planproof
# Completion of planproof for zsh, by \`planproof completion zsh\`.
_planproof() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \\
    '(- *)'{-h,--help}'[print help]' \\
    '(- *)'{-V,--version}'[print the version]' \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command)
      local -a commands
      commands=(
${described.join("")}        'help:print the page of a command'
      )
      _describe command commands ;;
    argument)
      case $words[1] in
        help) _values command ${commands.map(({ name }) => name).join(" ")} ;;
${commands.map(ofCommand).join("")}      esac ;;
  esac
}
if [ "$funcstack[1]" = "_planproof" ]; then
  _planproof "$@"
else
  compdef _planproof planproof
fi
`;
}

function ofCommand({ name, values, isFile, options }) {
  const operand = isFile ? "'*:file:_files'" : values.length > 0 && `'1:${name}:(${values.join(" ")})'`;
  const specs = [...options.map(ofOption), operand].filter(Boolean);
  return `        ${name})
          _arguments -s \\
            ${specs.join(" \\\n            ")} ;;
`;
}

function ofOption({ flag, short, takesValue, values, isFile, summary }) {
  const names = short ? `{${short},${flag}}` : `${flag}${takesValue ? "=" : ""}`;
  const value = values.length > 0 ? `(${values.join(" ")})` : isFile ? "_files" : "";
  const rest = quoted(`[${bare(summary)}]${takesValue ? `:value:${value}` : ""}`);
  return `'*'${names}${rest}`;
}

/** Text in which no bracket ends a description. */
function bare(text) {
  return text.replace(/[[\]\\]/g, "\\$&").replaceAll(":", "\\:");
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// Completion for bash, 3.2 of macOS included. Where nothing of ours fits, bash completes names of files.

/** The script that bash evaluates. */
export function script(commands) {
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completion of planproof for bash, by \`planproof completion bash\`.
_planproof() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  # bash takes --option=value for three words.
  if [ "$current" = "=" ]; then
    current=""
  elif [ "$before" = "=" ]; then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${names} help --help --version"
  else
    case "\${COMP_WORDS[1]}" in
      help) words="${names}" ;;
${commands.map(ofCommand).join("")}    esac
  fi
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o default -F _planproof planproof
`;
}

function ofCommand({ name, values, options }) {
  const flags = options.flatMap(({ flag, short }) => (short ? [flag, short] : [flag]));
  const ofValues = options
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, values }) => `          ${flag}) words="${values.join(" ")}" ;;\n`);
  return `      ${name})
        case "$before" in
${ofValues.join("")}          *)
            case "$current" in
              -*) words="${flags.join(" ")}" ;;
              *) words="${values.join(" ")}" ;;
            esac ;;
        esac ;;
`;
}

import { Argument, type Command } from 'commander';
import type { Context } from './command.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** `cpast completion SHELL` */
export function addCompletion(program: Command, { io }: Context): void {
  program
    .command('completion')
    .description('print the completion script of a shell, e.g. source <(cpast completion bash)')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => io.say(SCRIPTS[shell](wordsOf(program))));
}

/** Words that may follow, by command; `''` holds the commands themselves. */
type Words = ReadonlyMap<string, readonly string[]>;

/** The commands and long options of the program, as they are: nothing to forget when one is added. */
function wordsOf(program: Command): Words {
  const words = new Map<string, readonly string[]>([['', program.commands.map((command) => command.name())]]);
  for (const command of program.commands)
    words.set(command.name(), [
      ...command.commands.map((inner) => inner.name()),
      ...command.options.flatMap(({ long }) => (long ? [long] : [])),
    ]);
  return words;
}

const cases = (words: Words, format: (name: string, list: string) => string): string =>
  [...words]
    .filter(([name]) => name !== '')
    .map(([name, list]) => format(name, list.join(' ')))
    .join('\n');

const SCRIPTS: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: (words) => `_cpast() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${words.get('')!.join(' ')}"
  elif [[ "$current" == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${cases(words, (name, list) => `      ${name}) words="${list}" ;;`)}
    esac
  fi
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _cpast cpast`,
  zsh: (words) => `#compdef cpast
_cpast() {
  if (( CURRENT == 2 )); then
    compadd -- ${words.get('')!.join(' ')}
  elif [[ "\${words[CURRENT]}" == -* ]]; then
    case "\${words[2]}" in
${cases(words, (name, list) => `      ${name}) compadd -- ${list} ;;`)}
    esac
  else
    _files
  fi
}
compdef _cpast cpast`,
  fish: (words) =>
    [
      `complete -c cpast -n __fish_use_subcommand -f -a '${words.get('')!.join(' ')}'`,
      ...[...words]
        .filter(([name]) => name !== '')
        .flatMap(([name, list]) =>
          list
            .filter((word) => word.startsWith('--'))
            .map((word) => `complete -c cpast -n '__fish_seen_subcommand_from ${name}' -l ${word.slice(2)}`),
        ),
    ].join('\n'),
};

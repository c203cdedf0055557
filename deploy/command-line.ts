import { parseArgs } from 'node:util'

export interface Command<Options> {
  /** One sentence: what the command does. */
  about: string
  /** How it is called, such as `npm run --silent token -- [options]`. */
  usage: string
  options?: Options
  /** The exit code after a `CommandError`; 1 unless given. */
  failureCode?: number
}

export type Option = { about: string } & (
  | { type: 'boolean' }
  /** `value` stands for the value in the help. */
  | { type: 'string'; value: string; multiple?: boolean }
)

type Options = Record<string, Option>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

/** Ends a command with its message alone: the user can mend it. Any other error is a fault of ours and shows its stack. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** Reads the command line, answers `--help`, else runs the command. What `run` returns is the exit code. */
export async function runCommand<const O extends Options>(
  command: Command<O>,
  run: (values: Values<O>) => Promise<number | void> | number | void
): Promise<void> {
  const { options = {} as O, failureCode = 1 } = command
  try {
    const args = process.argv.slice(2)
    if (args.includes('--help') || args.includes('-h')) console.log(helpOf(command))
    else process.exitCode = (await run(readOptions(args, options))) ?? 0
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    console.error(error.message)
    // What the command has started would keep the process alive.
    process.exit(failureCode)
  }
}

/** The values of the options; throws a `CommandError` for a command line that does not fit. */
export function readOptions<const O extends Options>(args: string[], options: O): Values<O> {
  const seen = new Set<string>()
  for (const token of parseArgs({ args, options, strict: false, tokens: true }).tokens) {
    if (token.kind === 'positional') {
      throw new CommandError(`"${token.value}" belongs to no option. ${known(options)}`)
    }
    if (token.kind === 'option-terminator') continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (!option || rawName !== `--${name}`) {
      throw new CommandError(`There is no option ${rawName}. ${known(options)}`)
    }
    if (option.type === 'boolean' && value !== undefined) {
      throw new CommandError(`${rawName} takes no value.`)
    }
    if (option.type === 'string' && (!value || (!inlineValue && value.startsWith('--')))) {
      throw new CommandError(`${rawName} needs a value: ${rawName} ${option.value}.`)
    }
    if (seen.has(name) && !(option.type === 'string' && option.multiple)) {
      throw new CommandError(`${rawName} may be given once.`)
    }
    seen.add(name)
  }
  return parseArgs({ args, options }).values
}

function known(options: Options): string {
  const names = Object.keys(options).map((name) => `--${name}`)
  return names.length
    ? `The options are ${[...names, '--help'].join(', ')}.`
    : 'This command takes no option but --help.'
}

function helpOf({ about, usage, options = {} }: Command<Options>): string {
  const rows = [...Object.entries(options).map(rowOf), ['--help', 'shows this']]
  const width = Math.max(...rows.map(([left = '']) => left.length))
  const lines = rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`)
  return `${about}\n\n  ${usage}\n\n${lines.join('\n')}`
}

function rowOf([name, option]: [string, Option]): string[] {
  if (option.type === 'boolean') return [`--${name}`, option.about]
  const note = option.multiple ? '; may be repeated' : ''
  return [`--${name} ${option.value}`, option.about + note]
}

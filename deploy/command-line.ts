import { constants } from 'node:os'
import { parseArgs } from 'node:util'

export interface Command<Options> {
  /** One sentence: what the command does. */
  about: string
  /** How it is called, such as `npm run --silent token -- [options]`. */
  usage: string
  options?: Options
  /** The exit code after a mistake in the command line; 1 unless given. */
  failureCode?: number
}

export type Option = { about: string } & (
  | { type: 'boolean' }
  /** `value` stands for the value in the help. */
  | { type: 'string'; value: string; multiple?: boolean }
)

type Options = Record<string, Option>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

/**
 * The values of the options. Answers `--help`, and a command line that does not fit, by itself: the process then ends. It
 * also ends, and says nothing, when nobody reads its output any more, as in `| head`.
 */
export function readCommandLine<const O extends Options>(command: Command<O>): Values<O> {
  process.stdout.on('error', endAtClosedPipe)
  const { options = {} as O, failureCode } = command
  const args = process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) {
    console.log(helpOf(command))
    process.exit()
  }
  const mistake = findMistake(args, options)
  if (mistake) fail(mistake, failureCode)
  return parseArgs({ args, options }).values
}

/** The names that the command line holds, of those that are known; none stands for all. It answers as `readCommandLine` does. */
export function readNames({ names, ...command }: Command<Options> & { names: string[] }): string[] {
  const args = process.argv.slice(2)
  const known = `The names are ${names.join(', ')}`
  if (args.includes('--help') || args.includes('-h')) {
    console.log(helpOf({ ...command, about: `${command.about}\n${known}; none stands for all.` }))
    process.exit()
  }
  const stranger = args.find((arg) => !names.includes(arg))
  if (stranger !== undefined) fail(`"${stranger}" is no name here. ${known}. See also --help.`)
  return args
}

/** The whole number above 0 that an option holds, or the usual one. Anything else ends the process with a sentence. */
export function wholeNumber(option: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : fail(`${option} must be a whole number above 0.`)
}

/** Ends the process with a sentence for its user, who can mend what it names. */
export function fail(sentence: string, code = 1): never {
  console.error(sentence)
  process.exit(code)
}

/** With the code of a program that SIGPIPE ends, a signal that Node ignores. */
function endAtClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(128 + constants.signals.SIGPIPE)
}

function findMistake(args: string[], options: Options): string | undefined {
  const seen = new Set<string>()
  for (const token of parseArgs({ args, options, strict: false, tokens: true }).tokens) {
    if (token.kind === 'positional') {
      return `"${token.value}" belongs to no option. ${known(options)}`
    }
    if (token.kind === 'option-terminator') continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (!option || rawName !== `--${name}`) {
      return `There is no option ${rawName}. ${known(options)}`
    }
    if (option.type === 'boolean' && value !== undefined) {
      return `${rawName} takes no value.`
    }
    if (option.type === 'string' && (!value || (!inlineValue && value.startsWith('--')))) {
      return `${rawName} needs a value: ${rawName} ${option.value}.`
    }
    if (seen.has(name) && !(option.type === 'string' && option.multiple)) {
      return `${rawName} may be given once.`
    }
    seen.add(name)
  }
  return undefined
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

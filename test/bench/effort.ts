import { fail, readCommandLine } from '../../deploy/command-line.ts'

/** How often and for how long each subject is measured, from the command line of a benchmark. */
export function readEffort(command: { about: string; usage: string }, usual: { seconds: number }) {
  const { rounds, seconds } = readCommandLine({
    ...command,
    options: {
      rounds: { type: 'string', value: 'N', about: 'how often everything is measured (5 unless given)' },
      seconds: {
        type: 'string',
        value: 'N',
        about: `how long each load lasts (${usual.seconds} unless given)`
      }
    }
  })
  return { rounds: count('--rounds', rounds, 5), seconds: count('--seconds', seconds, usual.seconds) }
}

function count(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : fail(`${name} must be a whole number from 1 to 9999.`)
}

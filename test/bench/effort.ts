import { readCommandLine, wholeNumber } from '../../deploy/command-line.ts'

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
  return {
    rounds: wholeNumber('--rounds', rounds, 5),
    seconds: wholeNumber('--seconds', seconds, usual.seconds)
  }
}

/** One element of the policies removed or weakened, and the name of a check that notices. */
export type Mutation = readonly [
  what: string,
  find: string | RegExp,
  replacement: string | Swap,
  check: string
]

type Swap = (found: string, ...groups: string[]) => string

/** Mutations of a file of `apim-policies/`; each replaces all that it finds there. */
export interface MutatedFile {
  file: string
  mutations: readonly Mutation[]
}

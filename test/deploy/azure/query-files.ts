import { readdir, readFile } from 'node:fs/promises'

const root = new URL('../../../', import.meta.url)

/** Where queries are: those that people run, and those of the alert rules. */
export const folders = ['queries', 'alerts']

export const queries = await Promise.all(
  (await Promise.all(folders.map(filesOf)))
    .flat()
    .map(async (name) => ({ name, text: await readFromRoot(`deploy/azure/${name}`) }))
)

export async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(new URL(`deploy/azure/${folder}/`, root))).sort().map((name) => `${folder}/${name}`)
}

export function readFromRoot(path: string): Promise<string> {
  return readFile(new URL(path, root), 'utf8')
}

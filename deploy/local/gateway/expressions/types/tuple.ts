import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { text } from '../run/format.ts'
import { box, type Instance } from '../run/value.ts'

interface Tuple extends Instance {
  items: unknown[]
}

const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G']

for (let count = 1; count <= 7; count++) {
  const names = letters.slice(0, count)
  declare({
    name: `System.Tuple<${names.join(', ')}>`,
    text: (value: Tuple, of) =>
      `(${value.items.map((each, at) => text(box(each, of.arguments[at] ?? of))).join(', ')})`,
    members: {
      [`new(${parameters(names)})`]: (...values: unknown[]) => made(values, count),
      ...Object.fromEntries(
        names.map((each, at) => [`${each} Item${at + 1}`, (value: Tuple) => value.items[at]])
      )
    }
  })
}

declare({
  name: 'System.Tuple',
  kind: 'static',
  members: Object.fromEntries(
    letters.map((_, at) => {
      const names = letters.slice(0, at + 1)
      const generics = names.join(', ')
      return [
        `static System.Tuple<${generics}> Create<${generics}>(${parameters(names)})`,
        (...values: unknown[]) => made(values, at + 1)
      ]
    })
  )
})

function parameters(names: string[]): string {
  return names.map((each, at) => `${each} item${at + 1}`).join(', ')
}

// The arguments are the values, and then the type arguments.
function made(values: unknown[], count: number): Instance & { items: unknown[] } {
  const types = values[count] as Type[]
  return { type: type('System.Tuple', ...types), items: values.slice(0, count) }
}

import { declare } from '../model/declare.ts'
import { groups } from './linq-groups.ts'

import { aggregates } from './linq-numbers.ts'
import { queries } from './linq-queries.ts'
import { results } from './linq-results.ts'

const members = { 'K Key': (group: { key: unknown }) => group.key }

declare({
  name: 'System.Linq.IGrouping<K, T>',
  kind: 'interface',
  variant: true,
  implements: ['IEnumerable<T>'],
  members
})
declare({
  name: 'System.Linq.ILookup<K, T>',
  kind: 'interface',
  implements: ['IEnumerable<IGrouping<K, T>>']
})
declare({ name: 'System.Linq.IOrderedEnumerable<T>', kind: 'interface', implements: ['IEnumerable<T>'] })
declare({
  name: 'System.Linq.Enumerable',
  kind: 'static',
  members: { ...queries, ...groups, ...results, ...aggregates }
})

export type Resource = 'api' | 'graph'

/** A scope by its short name. */
export interface Scope {
  resource: Resource
  name: string
}

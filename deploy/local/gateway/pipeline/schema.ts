/** What an attribute or an element's text may be. */
export interface Content {
  type: 'string' | 'int' | 'number' | 'boolean' | readonly string[]
  required?: true
  /** No expression allowed here. */
  literal?: true
  min?: number
  max?: number
}

export interface Schema {
  attributes?: Record<string, Content>
  /** Attributes of which exactly one must stand. */
  oneOf?: readonly string[]
  /** In the order of the policy statement, unless `anyOrder`. */
  children?: Record<string, { schema: Schema; min?: number; max?: number }>
  anyOrder?: true
  /** Attributes and children that API Management takes and the local gateway does not. */
  unsupported?: readonly string[]
  text?: Content
  /** The text may hold markup of its own, and is a template where an attribute says so: then `{{…}}` may be its own. */
  template?: { attribute: string; value: string }
  /** Holds policies. */
  policies?: true
}

export const text: Content = { type: 'string' }
export const literal: Content = { type: 'string', literal: true }
export const required: Content = { type: 'string', required: true }
export const requiredLiteral: Content = { type: 'string', required: true, literal: true }
export const int: Content = { type: 'int', min: 0 }
export const boolean: Content = { type: 'boolean' }
export const literalBoolean: Content = { type: 'boolean', literal: true }
/** A list of elements that hold text: `<audiences><audience>…</audience></audiences>`. */
export function listOf(child: string, content: Content = text): Schema {
  return { children: { [child]: { schema: { text: content }, min: 1 } } }
}

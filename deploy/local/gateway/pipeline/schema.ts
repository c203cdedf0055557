/** The values that an attribute or an element's text may have. */
export interface Content {
  type: 'string' | 'int' | 'number' | 'boolean' | readonly string[]
  required?: true
  /** Expressions are not allowed. */
  literal?: true
  min?: number
  max?: number
}

export interface Schema {
  attributes?: Record<string, Content>
  /** Attributes of which exactly one is required. */
  oneOf?: readonly string[]
  /** The children, in the order in which they must appear unless `anyOrder` is set. */
  children?: Record<string, { schema: Schema; min?: number; max?: number }>
  anyOrder?: true
  /** Attributes and children that API Management supports and the local gateway does not. */
  unsupported?: readonly string[]
  text?: Content
  /** The text may contain markup. If the attribute has the value, the text is a template with its own `{{…}}`. */
  template?: { attribute: string; value: string }
  /** The children are policies. */
  policies?: true
}

export const text: Content = { type: 'string' }
export const literal: Content = { type: 'string', literal: true }
export const required: Content = { type: 'string', required: true }
export const requiredLiteral: Content = { type: 'string', required: true, literal: true }
export const int: Content = { type: 'int', min: 0 }
export const boolean: Content = { type: 'boolean' }
export const literalBoolean: Content = { type: 'boolean', literal: true }

/** A list of elements that hold text, such as `<audiences><audience>…</audience></audiences>`. */
export function listOf(child: string, content: Content = text): Schema {
  return { children: { [child]: { schema: { text: content }, min: 1 } } }
}

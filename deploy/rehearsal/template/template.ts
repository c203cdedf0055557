import type { Template as BicepTemplate } from '../../bicep/bicep.ts'

/** What `bicep build` writes, as far as it is read here. */
export interface Template extends BicepTemplate {
  variables?: Record<string, unknown> & { copy?: { name: string; count: unknown; input: unknown }[] }
  resources: Record<string, TemplateResource>
  outputs?: Record<string, { type: string; value: unknown }>
}

export interface TemplateResource {
  type: string
  /** The extension that makes the resource, such as that of Microsoft Graph; without it Azure itself does. */
  import?: string
  existing?: boolean
  condition?: unknown
  name?: string
  properties?: Record<string, unknown> & {
    template?: Template
    parameters?: Record<string, unknown> | string
  }
}

export interface Resource {
  type: string
  id: string
  name: string
  properties: Record<string, unknown>
  [key: string]: unknown
}

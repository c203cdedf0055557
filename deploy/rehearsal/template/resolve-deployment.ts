import type { Prediction } from '../../bicep/bicep.ts'
import { evaluate } from './evaluate.ts'
import type { Cloud, Scope } from './scope.ts'
import { scopeOf } from './scope-of.ts'
import type { Resource, Template, TemplateResource } from './template.ts'

/** What only Azure and Entra know, once they have made a resource. */
export interface RunTime {
  /** The properties of the resource with an id, as `reference` gives them. */
  resource(id: string): Record<string, unknown>
  /** Makes an object of the directory, or finds an existing one, and gives all its properties. */
  directoryObject(
    type: string,
    properties: Record<string, unknown>,
    existing: boolean
  ): Record<string, unknown>
}

/**
 * Finishes what the compiler left for run time: every expression of the predicted resources and outputs, with the values
 * that `runTime` gives. It makes the directory's objects in the order of their references. These are read from the
 * template, because the compiler's prediction loses the variables of lambdas that wait for run time.
 */
export function resolveDeployment(
  { resources, outputs }: Prediction,
  template: Template,
  parameters: Record<string, unknown>,
  cloud: Cloud,
  runTime: RunTime
): { resources: Resource[]; outputs: Record<string, unknown> } {
  const main = scopeOf(template, cloud, (name) => parameters[name], referenceIn)
  const modules = Object.values(template.resources).flatMap(({ type, name, condition, properties }) => {
    const nested = type === 'Microsoft.Resources/deployments' ? properties?.template : undefined
    if (!nested || !properties || (condition !== undefined && !evaluate(condition, main))) return []
    const given = properties.parameters
    const scope = scopeOf(nested, cloud, (key) => parameterOf(given, key), referenceIn)
    return [{ name: evaluate(name, main) as string, template: nested, scope }]
  })
  const objects = new Map<TemplateResource, Record<string, unknown>>()

  for (const { template, scope } of modules)
    for (const resource of Object.values(template.resources))
      if (resource.import) directoryObject(resource, scope)
  return {
    resources: evaluate(
      resources.filter(({ type }) => !type.startsWith('Microsoft.Graph/')),
      main
    ) as Resource[],
    outputs: evaluate(outputs, main) as Record<string, unknown>
  }

  function parameterOf(given: Record<string, unknown> | string | undefined, name: string): unknown {
    const all = typeof given === 'string' ? evaluate(given, main) : given
    return (
      evaluate((all as Record<string, unknown> | undefined)?.[name], main) as { value?: unknown } | undefined
    )?.value
  }

  function referenceIn(of: Template, scope: Scope, name: string): unknown {
    const [, deployment] = /\/Microsoft\.Resources\/deployments\/([^/]+)$/.exec(name) ?? []
    if (deployment) return outputsOf(deployment)
    if (name.startsWith('/')) return runTime.resource(name)
    const resource = of.resources[name]
    if (!resource) throw new Error(`The template refers to ${name}, which is none of its resources.`)
    return resource.import
      ? directoryObject(resource, scope)
      : outputsOf(evaluate(resource.name, scope) as string)
  }

  function outputsOf(deployment: string) {
    const module = modules.find(({ name }) => name === deployment)
    if (!module) throw new Error(`The template refers to the module ${deployment}, which it does not deploy.`)
    const outputs = Object.entries(module.template.outputs ?? {}).map(([name, { value }]) => [
      name,
      { get: () => ({ value: evaluate(value, module.scope) }), enumerable: true }
    ])
    return { outputs: Object.defineProperties({}, Object.fromEntries(outputs)) }
  }

  function directoryObject(resource: TemplateResource, scope: Scope): Record<string, unknown> {
    const { type, existing = false, condition, properties } = resource
    const known = objects.get(resource)
    if (known) return known
    if (condition !== undefined && !evaluate(condition, scope)) return {}
    const made = runTime.directoryObject(
      type,
      evaluate(properties, scope) as Record<string, unknown>,
      existing
    )
    objects.set(resource, made)
    return made
  }
}

/** Where a template is deployed. */
export interface Cloud {
  tenantId: string
  subscriptionId: string
  resourceGroup: string
  /** What `environment()` gives. */
  environment: object
}

/** What the functions of an expression read. */
export interface Scope extends Cloud {
  parameter(name: string): unknown
  variable(name: string): unknown
  /** The run-time state of a resource: by the id of a resource, or by its symbol in the template. */
  reference(resource: string): unknown
  /** The index of the element that a `for` makes. */
  copyIndex?(): number
  /** The name of the running deployment. */
  deployment: string
}

/** A function of a template's own. */
export type Lambda = (...values: unknown[]) => unknown

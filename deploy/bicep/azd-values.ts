/**
 * The values of a file of parameters as azd gives them: `${NAME}` and `${NAME=default}` are filled in from its variables. An
 * empty variable has the default, and one without a default is empty.
 */
export function azdValues(file: string, variables: Record<string, string>): Record<string, string> {
  const { parameters } = JSON.parse(file) as { parameters: Record<string, { value: string }> }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { value }]) => [
      name,
      value.replace(
        /\$\{(\w+)(?:=([^${}]*))?\}/g,
        (_, variable: string, fallback = '') => variables[variable] || fallback
      )
    ])
  )
}

import packageJson from '../package.json' with { type: 'json' }

/** The service's name, version and description, wherever it says who it is. */
export const { name, version, description } = packageJson

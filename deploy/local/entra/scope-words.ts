import type { Directory } from './directory.ts'
import type { Scope } from './scope.ts'
import { namedScopes } from './scopes.ts'

/** What the scopes of a request allow, in words, as the consent page lists them. */
export function inWords(directory: Directory, scope: string): string[] {
  const permissions = namedScopes(directory, scope).map((one) => describe(directory, one))
  const signIn = scope.split(' ').flatMap((word) => ofOpenId[word] ?? [])
  return [...new Set([...permissions, ...signIn])]
}

function describe({ scopeTitles = {} }: Directory, { resource, name }: Scope): string {
  return (resource === 'graph' ? ofGraph : scopeTitles)[name] ?? name
}

const ofOpenId: Record<string, string> = {
  openid: 'Sign you in',
  profile: 'See your name and your user name',
  email: 'See your email address',
  offline_access: 'Keep this access while you are away'
}

const ofGraph: Record<string, string> = {
  'User.Read': 'Read your profile',
  'User.ReadBasic.All': 'Read the names and addresses of everybody',
  'User.Read.All': 'Read the whole profile of everybody',
  'People.Read': 'Read which people matter to you',
  'Mail.ReadBasic': 'Read your mail without its text',
  'Mail.Read': 'Read your mail',
  'Calendars.ReadBasic': 'Read when your appointments are',
  'Calendars.Read': 'Read your calendars',
  'Files.Read': 'Read your files',
  'Files.Read.All': 'Read all files that you can open'
}

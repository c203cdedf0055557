import type { Directory } from './directory.ts'
import { graphUri } from './scopes.ts'

/** What the scopes of a request allow, in words, as the consent page lists them. */
export function inWords(directory: Directory, scope: string): string[] {
  return [...new Set(scope.split(' ').filter(Boolean))].map((word) => describe(directory, word))
}

function describe({ appIdUri, scopeTitles = {} }: Directory, scope: string): string {
  if (scope.startsWith(`${graphUri}/`)) return ofGraph[scope.slice(graphUri.length + 1)] ?? scope
  if (scope.startsWith(`${appIdUri}/`)) return scopeTitles[scope.slice(appIdUri.length + 1)] ?? scope
  return ofOpenId[scope] ?? scope
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

import { type Static, Type } from '@sinclair/typebox'
import { text } from './property.ts'

/** What the tools show of a colleague; a field that the directory leaves empty is absent. */
export const Person = Type.Object(
  {
    id: text('5f4c0e0a-5d0a-4a55-8f3c-7d6a2a0c9b11', 'The id of the person.'),
    displayName: Type.Optional(text('Ada Lovelace', 'The name as shown in the address book.')),
    givenName: Type.Optional(text('Ada', 'The first name.')),
    surname: Type.Optional(text('Lovelace', 'The family name.')),
    userPrincipalName: Type.Optional(text('ada@contoso.com', 'The sign-in name.')),
    mail: Type.Optional(text('ada@contoso.com', 'The primary e-mail address.')),
    jobTitle: Type.Optional(text('Engineer', 'The job title.')),
    department: Type.Optional(text('Research', 'The department.')),
    officeLocation: Type.Optional(text('12/1110', 'The office.'))
  },
  { title: 'Person', description: 'The person.', additionalProperties: false }
)

export const personFields = Object.keys(Person.properties).join(',')

/** One line. */
export function personText({ id, displayName, jobTitle, department, mail }: Static<typeof Person>): string {
  const known = [displayName ?? id, jobTitle, department, mail].filter(Boolean)
  return known.join(', ')
}

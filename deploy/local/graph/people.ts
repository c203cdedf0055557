import { type Account, accounts } from '../tenant.ts'
import type { Call } from './call.ts'
import { GraphError } from './graph-error.ts'
import { type Entity, page, search, select } from './odata.ts'

const defaults = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName'
]

const jobs: Record<string, { jobTitle: string; department: string; officeLocation: string }> = {
  [accounts.user.oid]: {
    jobTitle: 'Product Manager',
    department: 'Products',
    officeLocation: 'Lisbon 2/214'
  },
  [accounts.mfa.oid]: {
    jobTitle: 'Finance Controller',
    department: 'Finance',
    officeLocation: 'Lisbon 3/301'
  }
}

const helena = colleague('6a1d40f8-e5b3-4c97-82fa-0d7b9c63e125', 'Helena', 'Brandt', 'Director of Products')
const reports = [
  colleague('0c93f7b2-48ad-4e61-9d05-b7e2f81a6c34', 'Tomas', 'Novak', 'Designer'),
  colleague('b58e2c06-d719-4fa3-a6c8-3f04e9d71b52', 'Yuki', 'Tanaka', 'Researcher'),
  colleague('47d0a9e5-2f8c-4b16-b3e7-c91f5d8a0e63', 'Zoë', "O'Neill", 'Analyst')
]
const others = [
  colleague('9e64b1d3-7c50-48f2-a9e6-1d83c7f05ab2', 'Femi', 'Adeyemi', 'Engineer'),
  colleague('2d7fc8a1-b306-4e95-8c4d-e60a1f9b5372', 'Ingrid', 'Solberg', 'Sales Lead')
]

export function me({ caller, query }: Call): Entity {
  return withContext('users/$entity', select(user(caller.account), query, defaults))
}

export function manager({ caller, query }: Call): Entity {
  if (caller.account.oid !== accounts.user.oid) {
    const message =
      "Resource 'manager' does not exist or one of its queried reference-property objects are not present."
    throw new GraphError(404, 'Request_ResourceNotFound', message)
  }
  const entity = { '@odata.type': '#microsoft.graph.user', ...helena }
  return withContext('directoryObjects/$entity', select(entity, query, defaults))
}

export function directReports({ caller, path, query }: Call): Entity {
  const entities = caller.account.oid === accounts.user.oid ? reports : []
  const users = entities.map((entity) => ({ '@odata.type': '#microsoft.graph.user', ...entity }))
  return page(users, { context: 'directoryObjects', path, query, pageSize: 100, marker: '$skiptoken' })
}

export function people({ caller, path, query }: Call): Entity {
  const known = caller.account.oid === accounts.user.oid ? [helena, ...reports, ...others] : []
  const found = search(known.map(person), query, ['displayName', 'scoredEmailAddresses', 'jobTitle'])
  return page(found, { context: `users('${caller.account.oid}')/people`, path, query, pageSize: 10 })
}

/** Has more than the default properties, so that a test notices a service that passes on too much. */
function user(account: Account): Entity {
  const { oid, username, givenName, surname, name } = account
  const job = jobs[oid] ?? { jobTitle: 'Engineer', department: 'Engineering', officeLocation: 'Lisbon 1/104' }
  return {
    id: oid,
    businessPhones: ['+351 21 555 0142'],
    displayName: name,
    givenName,
    mail: username,
    mobilePhone: '+351 91 555 0187',
    preferredLanguage: 'en-GB',
    surname,
    userPrincipalName: username,
    ...job,
    accountEnabled: true,
    ageGroup: null,
    city: 'Lisbon',
    companyName: 'Contoso',
    country: 'Portugal',
    createdDateTime: '2021-03-08T09:14:27Z',
    employeeId: 'C-20417',
    mailNickname: username.split('@')[0],
    otherMails: [],
    proxyAddresses: [`SMTP:${username}`],
    streetAddress: 'Rua do Ouro 88',
    usageLocation: 'PT',
    userType: 'Member'
  }
}

function colleague(oid: string, givenName: string, surname: string, jobTitle: string): Entity {
  const username = `${givenName}.${surname}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase()
  const name = `${givenName} ${surname}`
  const account = {
    oid,
    username: `${username}@contoso.onmicrosoft.com`,
    givenName,
    surname,
    name,
    about: ''
  }
  return { ...user(account), jobTitle }
}

function person(entity: Entity, index: number): Entity {
  const { id, displayName, givenName, surname, jobTitle, department, companyName, officeLocation } = entity
  const { userPrincipalName, mail } = entity
  return {
    id,
    displayName,
    givenName,
    surname,
    birthday: '',
    personNotes: '',
    isFavorite: false,
    jobTitle,
    companyName,
    yomiCompany: '',
    department,
    officeLocation,
    profession: '',
    userPrincipalName,
    imAddress: `sip:${mail}`,
    scoredEmailAddresses: [
      { address: mail, relevanceScore: 20 - index, selectionLikelihood: 'notSpecified' }
    ],
    phones: [{ type: 'business', number: '+351 21 555 0142' }],
    personType: { class: 'Person', subclass: 'OrganizationUser' }
  }
}

function withContext(context: string, entity: Entity): Entity {
  return { '@odata.context': `/v1.0/$metadata#${context}`, ...entity }
}

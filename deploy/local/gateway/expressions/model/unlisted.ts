// Types and members that exist at run time but are missing from API Management's list of allowed types. An expression may
// not name them. https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#allowed-net-framework-types

const ALL = '*'

const types: Record<string, typeof ALL | string[]> = {
  'System.DayOfWeek': ALL,
  'System.Type': ALL,
  'System.UriKind': ALL,
  'System.IDisposable': ALL,
  'System.ValueType': ALL,
  'System.IFormatProvider': ALL,
  'System.Globalization.DateTimeStyles': ALL,
  'System.Globalization.NumberStyles': ALL,
  'System.IComparable': ALL,
  'System.Collections.IEnumerable': ALL,
  'System.Collections.Generic.IReadOnlyList': ALL,
  'System.Collections.Generic.IEqualityComparer': ALL,
  'System.Collections.Generic.IComparer': ALL,
  'System.IO.TextReader': ALL,
  'System.IO.TextWriter': ALL,
  'System.Linq.IGrouping': ALL,
  'System.Linq.ILookup': ALL,
  'System.Linq.IOrderedEnumerable': ALL,
  'System.Numerics.BigInteger': ALL,
  'System.Net.Sockets.AddressFamily': ALL,
  'System.Text.RegularExpressions.MatchCollection': ALL,
  'System.DateTime': ['CompareTo', 'Equals', 'GetHashCode', 'ParseExact'],
  'System.DateTimeKind': ['Unspecified', 'Local'],
  'System.Text.RegularExpressions.Capture': ['ToString'],
  'System.Text.RegularExpressions.Match': ['NextMatch'],
  'System.Text.RegularExpressions.Regex': ['Escape', 'ToString']
}

/** Whether an expression may not name the type. */
export function isUnlistedType(name: string): boolean {
  return types[name] === ALL || (name.endsWith('Exception') && name !== 'System.Exception')
}

/** Whether an expression may not use the member of that type. */
export function isUnlistedMember(owner: string, member: string): boolean {
  return isUnlistedType(owner) || (types[owner] ?? []).includes(member)
}

/** C#'s type keywords and the types that they stand for. */
const keywords = {
  'System.Boolean': 'bool',
  'System.Byte': 'byte',
  'System.SByte': 'sbyte',
  'System.Char': 'char',
  'System.Decimal': 'decimal',
  'System.Double': 'double',
  'System.Single': 'float',
  'System.Int16': 'short',
  'System.Int32': 'int',
  'System.Int64': 'long',
  'System.UInt16': 'ushort',
  'System.UInt32': 'uint',
  'System.UInt64': 'ulong',
  'System.Object': 'object',
  'System.String': 'string',
  'System.Void': 'void'
}

const byName = new Map(Object.entries(keywords))
const byKeyword = new Map(Object.entries(keywords).map(([name, keyword]) => [keyword, name]))

/** The keyword for a type's full name, as in `int` for `System.Int32`. */
export const keywordOf = (name: string) => byName.get(name)

/** The full name of the type behind a C# keyword. Any other word is returned as it is. */
export const nameOfKeyword = (word: string) => byKeyword.get(word) ?? word

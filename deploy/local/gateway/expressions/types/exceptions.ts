import { declare } from '../model/declare.ts'
import { construct, type Definition } from '../model/type.ts'
import { runtimeName } from '../run/format.ts'
import type { Exception } from '../run/value.ts'

const made = (definition: () => Definition, message: string | null, inner: Exception | null) => ({
  type: construct(definition()),
  message: message ?? `Exception of type '${definition().name}' was thrown.`,
  inner
})

const shared = {
  'string Message': (value: Exception) => value.message,
  'Exception InnerException': (value: Exception) => value.inner
}

// The name, the base, and the message of the constructor without arguments.
const hierarchy: [name: string, base: string, message: string][] = [
  ['System.Exception', 'object', ''],
  ['System.SystemException', 'Exception', 'System error.'],
  ['System.ApplicationException', 'Exception', 'Error in the application.'],
  ['System.ArgumentException', 'SystemException', 'Value does not fall within the expected range.'],
  ['System.ArgumentNullException', 'ArgumentException', 'Value cannot be null.'],
  [
    'System.ArgumentOutOfRangeException',
    'ArgumentException',
    'Specified argument was out of the range of valid values.'
  ],
  ['System.ArithmeticException', 'SystemException', 'Overflow or underflow in the arithmetic operation.'],
  ['System.DivideByZeroException', 'ArithmeticException', 'Attempted to divide by zero.'],
  ['System.OverflowException', 'ArithmeticException', 'Arithmetic operation resulted in an overflow.'],
  ['System.FormatException', 'SystemException', 'One of the identified items was in an invalid format.'],
  ['System.IndexOutOfRangeException', 'SystemException', 'Index was outside the bounds of the array.'],
  ['System.InvalidCastException', 'SystemException', 'Specified cast is not valid.'],
  [
    'System.InvalidOperationException',
    'SystemException',
    'Operation is not valid due to the current state of the object.'
  ],
  ['System.NotSupportedException', 'SystemException', 'Specified method is not supported.'],
  [
    'System.NullReferenceException',
    'SystemException',
    'Object reference not set to an instance of an object.'
  ],
  [
    'System.UriFormatException',
    'FormatException',
    'Invalid URI: The format of the URI could not be determined.'
  ],
  [
    'System.Collections.Generic.KeyNotFoundException',
    'SystemException',
    'The given key was not present in the dictionary.'
  ],
  [
    'System.Security.Cryptography.CryptographicException',
    'SystemException',
    'Error occurred during a cryptographic operation.'
  ],
  ['Newtonsoft.Json.JsonException', 'Exception', ''],
  ['Newtonsoft.Json.JsonReaderException', 'JsonException', ''],
  ['Newtonsoft.Json.JsonSerializationException', 'JsonException', '']
]

for (const [name, base, message] of hierarchy) {
  const definition: Definition = declare({
    name,
    base,
    text: (value: Exception, of) => `${runtimeName(of)}: ${value.message}`,
    members: {
      'new()': () => made(() => definition, message === '' ? null : message, null),
      'new(string message)': (text: string | null) => made(() => definition, text, null),
      'new(string message, Exception inner)': (text: string | null, inner: Exception | null) =>
        made(() => definition, text, inner),
      ...(name === 'System.Exception' ? shared : {})
    }
  })
}

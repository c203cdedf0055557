// Compiles policy expressions in C# 7.3 against .NET Framework 4.7.2, and runs them on the .NET of this machine.
// The first file has { stubs, fixtures, cases }. The second gets an answer for each case: why the compiler refused it, or its
// value or exception, and which members of which types it uses.
using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var plain = new JsonSerializerSettings { DateParseHandling = DateParseHandling.None };
var question = JsonConvert.DeserializeObject<JObject>(File.ReadAllText(args[0]), plain)!;
var cases = question["cases"]!.Select(each => (
    Name: (string)each["name"]!,
    Source: (string)each["source"]!,
    Fixture: (string)each["fixture"]!)).ToList();

var compiled = Expressions.Compile((string)question["stubs"]!, cases.Select(each => each.Source).Distinct());
var answers = new JObject();
foreach (var (name, source, fixture) in cases)
{
    var expression = compiled[source];
    if (expression.Run == null)
    {
        answers[name] = new JObject { ["refused"] = string.Join(", ", expression.Refusals) };
        continue;
    }
    expression.Run(name, fixture, (JObject)question["fixtures"]!, answers);
    answers[name]!["uses"] = JObject.FromObject(expression.Uses);
}
File.WriteAllText(args[1], answers.ToString(Formatting.None));

using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Newtonsoft.Json.Linq;

/// <summary>What became of an expression: a method that puts its answer among the others, or the compiler's errors.</summary>
record Expression(
    Action<string, string, JObject, JObject>? Run,
    IReadOnlyCollection<string> Refusals,
    IReadOnlyDictionary<string, SortedSet<string>> Uses);

static class Expressions
{
    static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp7_3);

    /// <summary>The parts of the framework with the allowed types, and those that Newtonsoft.Json needs.</summary>
    static readonly string[] Assemblies =
        ["mscorlib", "System", "System.Core", "System.Data", "System.Numerics", "System.Runtime.Serialization", "System.Xml", "System.Xml.Linq"];

    /// <summary>Compiles all expressions at once, each in a class of its own.</summary>
    public static Dictionary<string, Expression> Compile(string stubs, IEnumerable<string> sources)
    {
        var stubsTree = CSharpSyntaxTree.ParseText(stubs, Language);
        var usings = stubsTree.GetCompilationUnitRoot().Usings.ToFullString();
        var compiled = new Dictionary<string, Expression>();
        var trees = new Dictionary<string, SyntaxTree>();
        foreach (var source in sources)
        {
            var refusals = RefusalsOfText(source);
            if (refusals.Count > 0) compiled[source] = Refused(refusals);
            else trees[source] = ClassOf(source, $"Expression{trees.Count}", usings);
        }

        var all = CSharpCompilation.Create("expressions", trees.Values.Prepend(stubsTree), References(), new(OutputKind.DynamicallyLinkedLibrary));
        var errors = all.GetDiagnostics().Where(IsError).ToLookup(each => each.Location.SourceTree, each => each.Id);
        var refused = trees.Where(each => errors.Contains(each.Value)).ToDictionary(each => each.Key, each => each.Value);
        foreach (var (source, tree) in refused) compiled[source] = Refused(errors[tree]);

        var valid = all.RemoveSyntaxTrees(refused.Values);
        var assembly = Load(valid);
        foreach (var (source, tree) in trees)
        {
            if (refused.ContainsKey(source)) continue;
            compiled[source] = new(RunnerOf(tree, assembly), [], Uses.Of(valid.GetSemanticModel(tree)));
        }
        return compiled;
    }

    /// <summary>The errors of a text that is not exactly one expression or block, which a class around it could hide.</summary>
    static SortedSet<string> RefusalsOfText(string source)
    {
        var code = source[1..];
        SyntaxNode node = source.StartsWith("@{")
            ? SyntaxFactory.ParseStatement(code, options: Language)
            : SyntaxFactory.ParseExpression(code, options: Language);
        var isWhole = source.StartsWith('@') && node is BlockSyntax or ParenthesizedExpressionSyntax;
        var errors = node.GetDiagnostics().Where(IsError).Select(each => each.Id);
        return new(isWhole ? errors : ["not one expression"]);
    }

    static SyntaxTree ClassOf(string source, string name, string usings)
    {
        var code = source[1..];
        var block = code.StartsWith('{') ? code : $"{{ return (object){code}; }}";
        return CSharpSyntaxTree.ParseText($"{usings}static class {name} {{ public static object Run(IContext context) {block} }}", Language);
    }

    static IEnumerable<MetadataReference> References()
    {
        var paths = typeof(Expressions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(each => each.Key, each => each.Value!);
        var framework = Assemblies.Select(each => Path.Combine(paths["Framework"], $"{each}.dll"));
        return framework.Append(paths["Newtonsoft"]).Select(each => MetadataReference.CreateFromFile(each));
    }

    static Assembly Load(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        if (!emitted.Success) throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics.Where(IsError)));
        return Assembly.Load(stream.ToArray());
    }

    /// <summary>The stubs' own method makes the context, runs the expression and describes its answer, as it does on mono.</summary>
    static Action<string, string, JObject, JObject> RunnerOf(SyntaxTree tree, Assembly assembly)
    {
        var name = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single().Identifier.Text;
        var answer = assembly.GetType("Oracle")!.GetMethod("Answer")!;
        var run = assembly.GetType(name)!.GetMethod("Run")!.CreateDelegate(answer.GetParameters()[2].ParameterType);
        return (question, fixture, fixtures, answers) => answer.Invoke(null, [question, fixture, run, fixtures, answers]);
    }

    static Expression Refused(IEnumerable<string> errors) => new(null, new SortedSet<string>(errors), new Dictionary<string, SortedSet<string>>());

    static bool IsError(Diagnostic each) => each.Severity == DiagnosticSeverity.Error;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

static class Uses
{
    /// <summary>The types that the code names, and the types whose members it uses, each with these members.</summary>
    public static SortedDictionary<string, SortedSet<string>> Of(SemanticModel model)
    {
        var uses = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var body = model.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single().Body!;
        foreach (var node in body.DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (node is IdentifierNameSyntax { IsVar: true }) continue;
            var symbol = model.GetSymbolInfo(node).Symbol;
            if (symbol is INamedTypeSymbol named) Add(uses, named);
            else if (IsMember(symbol)) Add(uses, symbol!.ContainingType)?.Add(NameOf(symbol));
        }
        return uses;
    }

    /// <summary>Gives the used members of a type. API Management's list is about neither delegates nor what the language makes.</summary>
    static SortedSet<string>? Add(SortedDictionary<string, SortedSet<string>> uses, INamedTypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Delegate or TypeKind.Error || type.IsAnonymousType || type.IsTupleType) return null;
        if (type.Locations.Any(each => each.IsInSource) || type.SpecialType == SpecialType.System_Void) return null;
        var name = NameOf(type);
        if (!uses.TryGetValue(name, out var members)) uses[name] = members = new(StringComparer.Ordinal);
        return members;
    }

    /// <summary>Operators and conversions count as part of the language.</summary>
    static bool IsMember(ISymbol? symbol) => symbol switch
    {
        IMethodSymbol method => method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.Constructor,
        IPropertySymbol or IFieldSymbol => symbol.ContainingType != null,
        _ => false,
    };

    static string NameOf(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { ContainingType: { } outer } type => $"{NameOf(outer)}+{type.MetadataName}",
        INamedTypeSymbol type => $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}",
        IPropertySymbol { IsIndexer: true } => "Item",
        _ => symbol.Name,
    };
}

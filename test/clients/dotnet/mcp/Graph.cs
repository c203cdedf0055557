using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;

/// <summary>Connects to the MCP endpoint. The user signs in with the browser of this machine when that is needed.</summary>
static class Graph
{
    public static Task<McpClient> ConnectAsync(Settings settings) =>
        McpClient.CreateAsync(new HttpClientTransport(new()
        {
            Endpoint = new Uri(settings.Endpoint),
            TransportMode = HttpTransportMode.StreamableHttp,
            OAuth = new()
            {
                ClientId = settings.ClientId,
                RedirectUri = new Uri(settings.RedirectUri),
                AuthorizationCallbackHandler = SignInAsync,
                TokenCache = new TokenFile(settings.TokenFile)
            }
        }));

    static async Task<AuthorizationResult?> SignInAsync(AuthorizationCallbackContext context, CancellationToken cancellation)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"{context.RedirectUri}/");
        listener.Start();
        Process.Start(new ProcessStartInfo(context.AuthorizationUri.AbsoluteUri) { UseShellExecute = true });

        var callback = await listener.GetContextAsync().WaitAsync(cancellation);
        callback.Response.ContentType = "text/plain";
        callback.Response.Close("You can close this page."u8.ToArray(), willBlock: true);

        var answer = callback.Request.QueryString;
        return new AuthorizationResult { Code = answer["code"], State = answer["state"], Iss = answer["iss"] };
    }
}

/// <summary>Keeps the tokens for the next start. Only its owner may read the file.</summary>
sealed class TokenFile(string path) : ITokenCache
{
    public async ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellation) =>
        File.Exists(path) ? JsonSerializer.Deserialize<TokenContainer>(await File.ReadAllTextAsync(path, cancellation)) : null;

    public async ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, tokens, cancellationToken: cancellation);
    }
}

sealed record Settings(string Endpoint, string ClientId, string RedirectUri, string TokenFile)
{
    public static Settings Read(string file) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(file))!;
}

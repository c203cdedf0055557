using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Identity.Client;

/// <summary>Calls the API as the user who signs in with the browser of this machine.</summary>
sealed class Graph(Settings settings)
{
    readonly HttpClient http = new();

    public IPublicClientApplication Application { get; } = PublicClientApplicationBuilder
        .Create(settings.ClientId)
        .WithAuthority(settings.Authority)
        .WithRedirectUri("http://localhost")
        .Build();

    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, settings.Url + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await SignInAsync()).AccessToken);
        return await http.SendAsync(request);
    }

    /// <summary>Takes the token from the cache, renews it, or asks the user, in this order.</summary>
    public async Task<AuthenticationResult> SignInAsync(bool forceRefresh = false)
    {
        var account = (await Application.GetAccountsAsync()).FirstOrDefault();
        try
        {
            return await Application.AcquireTokenSilent(settings.Scopes, account)
                .WithForceRefresh(forceRefresh)
                .ExecuteAsync();
        }
        catch (MsalUiRequiredException)
        {
            return await Application.AcquireTokenInteractive(settings.Scopes).ExecuteAsync();
        }
    }
}

sealed record Settings(string Authority, string ClientId, string Url, string[] Scopes)
{
    public static Settings Read(string file) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(file))!;
}

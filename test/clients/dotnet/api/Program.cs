using System.Net.Http.Headers;
using Microsoft.Identity.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration)
    .EnableTokenAcquisitionToCallDownstreamApi()
    .AddInMemoryTokenCaches();
builder.Services.AddAuthorization().AddHttpClient();
var app = builder.Build();
string[] scopes = ["https://graph.microsoft.com/User.Read"];

// The token is for this API, of a user who has consented to the scope. Graph gets a token of its own for the same user.
app.MapGet("/me", async (ITokenAcquisition tokens, IHttpClientFactory clients, IConfiguration configuration) =>
{
    try
    {
        var token = await tokens.GetAccessTokenForUserAsync(scopes);
        var request = new HttpRequestMessage(HttpMethod.Get, $"{configuration["Graph:Url"]}/v1.0/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await clients.CreateClient().SendAsync(request);
        return Results.Text(await answer.Content.ReadAsStringAsync(), "application/json", null, (int)answer.StatusCode);
    }
    catch (MicrosoftIdentityWebChallengeUserException challenge)
    {
        // Only the user can help: by consent, or by a sign-in with the claims that the header then names.
        await tokens.ReplyForbiddenWithWwwAuthenticateHeaderAsync(scopes, challenge.MsalUiRequiredException);
        return Results.Empty;
    }
}).RequireAuthorization().RequireScope("access_as_user");

app.Run();

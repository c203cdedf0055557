using System.Text.Json;
using Microsoft.Identity.Client;

// Signs in, then again from the cache, then by the refresh token, for the same scope and for the one that the command line
// names, and calls the API. Each line of the output is JSON.
var graph = new Graph(Settings.Read(args[0]));

var first = await graph.SignInAsync();
Print(first);
Print(await graph.SignInAsync());
Print(await graph.SignInAsync(forceRefresh: true));
Print(await graph.Application.AcquireTokenSilent([args[1]], first.Account).ExecuteAsync());
var answer = await graph.GetAsync("/me");
Console.WriteLine(await answer.Content.ReadAsStringAsync());

static void Print(AuthenticationResult result) => Console.WriteLine(JsonSerializer.Serialize(new
{
    source = result.AuthenticationResultMetadata.TokenSource.ToString(),
    scopes = result.Scopes,
    username = result.Account.Username
}));

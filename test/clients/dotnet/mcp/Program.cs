using System.Text.Json;

// Lists the tools and calls those that the command line names. Each line of the output is JSON.
await using var client = await Graph.ConnectAsync(Settings.Read(args[0]));

Print((await client.ListToolsAsync()).Select(tool => tool.Name));
foreach (var name in args.Skip(1)) Print((await client.CallToolAsync(name)).StructuredContent);

static void Print(object? value) => Console.WriteLine(JsonSerializer.Serialize(value));

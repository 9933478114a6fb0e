using System.Net.Http.Headers;
using System.Text;
using NUnit.Framework;
using Scratch.Cli.Lab.Server;

namespace Scratch.Tests.Lab;

/// <summary>One server for all tests, on a port of its own.</summary>
[SetUpFixture]
public sealed class Served
{
    private static LabServer _server = null!;

    /// <summary>With the token.</summary>
    internal static Uri Address => _server.Address;

    internal static string Host => $"127.0.0.1:{Address.Port}";

    internal static string Token => Address.Query["?token=".Length..];

    internal static HttpClient Client { get; } =
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = LabServer.Create(port: 0);
        await _server.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>A request as the page itself makes it.</summary>
    internal static HttpRequestMessage Request(HttpMethod method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri($"http://{Host}{path}"));
        request.Headers.Add("Cookie", $"scratch-lab-{Address.Port}={Token}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", $"http://{Host}");
            request.Content = new StringContent(body ?? "", Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return request;
    }

    internal static async Task<(int Status, string Text)> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await Client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }
}

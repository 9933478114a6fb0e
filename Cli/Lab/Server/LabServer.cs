using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scratch.Cli.Lab.Server;

/// <summary>
/// The server of the lab: one page, and what it asks the rooms for. It listens on loopback alone, and answers nobody
/// without the token that it printed.
/// </summary>
internal sealed class LabServer : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024, MostConnections = 100, LargestHeaders = 16 * 1024;
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10), EndWithin = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly Gate _gate;

    private LabServer(WebApplication app, Gate gate) => (_app, _gate) = (app, gate);

    /// <summary>Where the page is, with the token; known once the server has started.</summary>
    public Uri Address => new($"http://127.0.0.1:{_gate.Port}/?token={_gate.Token}");

    /// <summary>A server that has not started yet.</summary>
    /// <param name="port">To listen on; 0 for any free one.</param>
    public static LabServer Create(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = EndWithin);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
            kestrel.Limits.MinResponseDataRate = null; // a page that is slow to draw misses pictures, and stays
            kestrel.Listen(IPAddress.Loopback, port, listener => listener.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        var gate = new Gate(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        app.Use(gate.Pass);
        Endpoints.Map(app, app.Lifetime.ApplicationStopping);
        return new LabServer(app, gate);
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync()
    {
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        _gate.Port = new Uri(address).Port;
    }

    /// <summary>Until Ctrl-C, or a signal to end.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

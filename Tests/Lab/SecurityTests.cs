using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Scratch.Cli.Lab.Server;

namespace Scratch.Tests.Lab;

/// <summary>Who may ask the server for something, and what it takes without falling over.</summary>
public sealed class SecurityTests
{
    private static readonly string Question =
        JsonSerializer.Serialize(OneStepRoomTests.Example, LabJson.Default.OneStepState);

    private static readonly string[] Hosts =
        ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.2:PORT", "localhost", "localhost:1", "[::1]:PORT",
            "0.0.0.0:PORT", "localhost.evil.example:PORT", "127.0.0.1:PORT.evil.example", "LOCALHOST:PORT"];
    private static readonly string[] Origins =
        ["http://evil.example", "null", "https://127.0.0.1:PORT", "http://127.0.0.1", "http://127.0.0.1:1",
            "http://localhost:PORT", "http://127.0.0.1:PORT/", "http://127.0.0.1:PORT.evil.example", "file://",
            "http://127.0.0.1:PORT, http://evil.example"];
    private static readonly string[] Sites = ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin, none"];
    private static readonly string[] Methods =
        ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "get", "PROPFIND", "QUERY", "GETS"];
    private static readonly string[] Tokens =
        ["", "0", "TOKEN0", "TOKE", "token", "TOKEN TOKEN", "%00", "00000000000000000000000000000000"];

    /// <summary>Each differs from the right request in one thing, but for those that differ in two.</summary>
    private static IEnumerable<TestCaseData> Wrong()
    {
        foreach (string host in Hosts)
        {
            yield return new TestCaseData(host, null, null, null, null) { TestName = $"Host {host}" };
        }
        foreach (string origin in Origins)
        {
            yield return new TestCaseData(null, origin, null, null, null) { TestName = $"Origin {origin}" };
        }
        foreach (string site in Sites)
        {
            yield return new TestCaseData(null, null, site, null, null) { TestName = $"Sec-Fetch-Site {site}" };
        }
        foreach (string method in Methods)
        {
            yield return new TestCaseData(null, null, null, method, null) { TestName = $"method {method}" };
        }
        foreach (string token in Tokens)
        {
            yield return new TestCaseData(null, null, null, null, token) { TestName = $"token '{token}'" };
        }
        yield return new TestCaseData("evil.example", "http://evil.example", null, null, null) { TestName = "rebound" };
        yield return new TestCaseData("localhost:PORT", null, null, null, null) { TestName = "another of its names" };
        yield return new TestCaseData(null, "http://evil.example", "cross-site", null, null) { TestName = "a page" };
        yield return new TestCaseData(null, "null", "cross-site", null, null) { TestName = "a frame without origin" };
        yield return new TestCaseData(null, "http://evil.example", "cross-site", "GET", null) { TestName = "a script" };
    }

    [Test]
    public void There_are_fifty_wrong_requests() => Assert.That(Wrong().Count(), Is.EqualTo(50));

    [TestCaseSource(nameof(Wrong))]
    public async Task A_request_of_somebody_else_is_refused(
        string? host, string? origin, string? site, string? method, string? token)
    {
        string text = Head(host ?? Served.Host, origin ?? $"http://{Served.Host}", site ?? "same-origin",
            method ?? "POST", token ?? Served.Token);
        string status = await Raw(text);
        Assert.That(status, Does.Match("^(400|403|405|421|501) "), text);
    }

    [Test]
    public async Task The_right_request_is_answered() => Assert.That(
        await Raw(Head(Served.Host, $"http://{Served.Host}", "same-origin", "POST", Served.Token)), Is.EqualTo("200 OK"));

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data")]
    public async Task A_form_of_another_page_is_refused(string type)
    {
        HttpRequestMessage request = Served.Request(HttpMethod.Post, "/api/one-step", Question);
        request.Content!.Headers.ContentType = new(type);
        Assert.That((await Served.Send(request)).Status, Is.EqualTo(415));
    }

    [Test]
    public async Task The_token_becomes_a_cookie_that_scripts_and_other_sites_dont_see()
    {
        using HttpResponseMessage response = await Served.Client.GetAsync(Served.Address);
        Assert.That((int)response.StatusCode, Is.EqualTo(302));
        Assert.That(response.Headers.Location!.OriginalString, Is.EqualTo("/"));
        Assert.That(response.Headers.GetValues("Set-Cookie").Single(),
            Does.Contain("httponly").And.Contain("samesite=strict").And.Contain(Served.Token));
    }

    [Test]
    public async Task Without_the_token_nothing_of_the_page_is_given()
    {
        foreach (string path in PageFiles.Paths.Append("/").Append("/api/hello").Append("/?token=0"))
        {
            using HttpResponseMessage response = await Served.Client.GetAsync(new Uri($"http://{Served.Host}{path}"));
            Assert.That((int)response.StatusCode, Is.EqualTo(403), path);
        }
    }

    [Test]
    public async Task Every_answer_has_a_policy_without_inline_code()
    {
        using HttpRequestMessage request = Served.Request(HttpMethod.Get, "/");
        using HttpResponseMessage response = await Served.Client.SendAsync(request);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.StartWith("default-src 'none'").And.Not.Contain("unsafe").And.Contain("frame-ancestors"));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
    }

    [Test]
    public async Task A_body_of_a_hundred_megabytes_is_refused_at_its_head()
    {
        string head = Head(Served.Host, $"http://{Served.Host}", "same-origin", "POST", Served.Token, length: 100_000_000);
        Assert.That(await Raw(head), Does.StartWith("413"));
        await Goes_on();
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("{\"activation\":1}")]
    [TestCase("\u0000")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task Broken_json_is_refused_in_a_line(string body)
    {
        (int status, string text) = await Served.Send(Served.Request(HttpMethod.Post, "/api/one-step", body));
        Assert.That(status, Is.EqualTo(400));
        Assert.That(text, Does.StartWith("The body is no such question: ").And.Not.Contain("\n"));
    }

    [TestCase("\"learningRate\":0.1", "\"learningRate\":1e39", "The learning rate is Infinity")]
    [TestCase("\"learningRate\":0.1", "\"learningRate\":\"NaN\"", "The learning rate is NaN")]
    [TestCase("\"steps\":0", "\"steps\":-1", "The number of steps is -1; expected 0 to 500.")]
    [TestCase("\"steps\":0", "\"steps\":1e99", "The body is no such question: $.steps")]
    [TestCase("\"input\":[0.5,-1]", "\"input\":[0.5]", "The input has 1 numbers; expected 2.")]
    [TestCase("\"input\":[0.5,-1]", "\"input\":null", "")]
    public async Task A_number_out_of_range_is_refused_in_a_line(string was, string becomes, string message)
    {
        Assert.That(Question, Does.Contain(was));
        (int status, string text) = await Served.Send(
            Served.Request(HttpMethod.Post, "/api/one-step", Question.Replace(was, becomes, StringComparison.Ordinal)));
        Assert.That(status, Is.EqualTo(400));
        Assert.That(text, Does.StartWith(message));
    }

    [Test]
    public async Task A_thousand_connections_are_bounded_and_the_server_goes_on()
    {
        var clients = new List<TcpClient>();
        for (int i = 0; i < 1000; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync("127.0.0.1", Served.Address.Port);
        }
        clients.ForEach(client => client.Dispose());
        await Task.Delay(200); // the server sees them go
        await Goes_on();
    }

    private static async Task Goes_on() => Assert.That(
        (await Served.Send(Served.Request(HttpMethod.Get, "/api/hello"))).Status, Is.EqualTo(200));

    private static string Head(
        string host, string origin, string site, string method, string token, long? length = null)
    {
        string port = $"{Served.Address.Port}";
        string head = $"{method} /api/one-step HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
            + $"Sec-Fetch-Site: {site}\r\nCookie: scratch-lab-{port}={token.Replace("TOKEN", Served.Token)}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {length ?? Encoding.UTF8.GetByteCount(Question)}\r\n"
            + "Connection: close\r\n\r\n";
        return head.Replace("PORT", port, StringComparison.Ordinal) + (length is null ? Question : "");
    }

    /// <summary>Sends bytes as they are, since a client of .NET would mend some of them; the status line.</summary>
    private static async Task<string> Raw(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Served.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync() ?? "")["HTTP/1.1 ".Length..];
    }
}

using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Scratch.Tests.Lab;

/// <summary>Debian's Chromium, for all tests of the page.</summary>
[SetUpFixture]
public sealed class Browser
{
    private static readonly string? Chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { $"{folder}/chromium", $"{folder}/chromium-browser" }).FirstOrDefault(File.Exists);

    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    [OneTimeTearDown]
    public async Task Close()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>Opens a room in a window of its own.</summary>
    /// <param name="hash">Such as <c>#/one-step</c>.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    public static async Task<OpenedPage> Open(
        string hash, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Optional.Require(Chromium is not null, "chromium is not installed");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        IBrowserContext context = await _browser.NewContextAsync(
            new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        var opened = new OpenedPage(page);
        await page.GotoAsync(Served.Address + hash);
        await page.Locator("main h1").WaitForAsync();
        return opened;
    }
}

/// <summary>A page, and what its console said.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    private readonly List<string> _problems = [];

    public OpenedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _problems.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _problems.Add(error);
    }

    public IPage Page { get; }

    /// <summary>The text of an element.</summary>
    public async Task<string> Text(string selector) => (await Page.Locator(selector).First.TextContentAsync())!.Trim();

    /// <summary>A number of the page, whose minus is a real one.</summary>
    public async Task<double> Number(string selector) => double.Parse(
        (await Text(selector)).Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Nothing is wrong with the page as it is: its console, its width, and what axe says of it.</summary>
    public async Task Check(string name)
    {
        Assert.That(_problems, Is.Empty, $"the console, {name}");
        int over = await Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.That(over, Is.Zero, $"wider than the window, {name}");
        var found = (await Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {string.Join(", ", v.Nodes.Select(node => node.Target))}");
        Assert.That(found, Is.Empty, $"axe, {name}");
        if (Environment.GetEnvironmentVariable("SCRATCH_SCREENSHOTS") is { } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}

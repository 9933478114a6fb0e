using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>Lays pages out in headless Chromium, as a judge of what HTML and CSS come to.</summary>
internal static partial class Chromium
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private static readonly string? Path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { $"{folder}/chromium", $"{folder}/chromium-browser" }).FirstOrDefault(File.Exists);

    /// <summary>
    /// Of every element that is cut or reaches out of the page: the width of the page, its colours, and the element. A
    /// window has a least width, and an iframe has none: each layout is one.
    /// </summary>
    private const string Measure = """
        const problems = [];
        for (const frame of document.querySelectorAll('iframe')) {
          const page = frame.contentDocument, width = page.documentElement.clientWidth;
          const say = (what, element) => problems.push(
            `${width} ${frame.title}: ${what} ${element.tagName} ${element.getAttribute('class') || ''} ` +
            element.textContent.trim().slice(0, 40));
          const dark = getComputedStyle(page.body).backgroundColor !== 'rgb(255, 255, 255)';
          if (dark !== (frame.title === 'dark')) say('colours of', page.body);
          if (Math.abs(width - frame.clientWidth) > 20) say('width of', page.body);
          if (page.documentElement.scrollWidth > width) say('scrolls', page.documentElement);
          for (const element of page.body.querySelectorAll('*')) {
            const box = element.getBoundingClientRect(), picture = element.parentElement.closest('svg');
            if (box.width === 0) continue;
            if (box.left < -0.5 || box.right > width + 0.5) say('wider than the page:', element);
            if (!(element instanceof frame.contentWindow.SVGElement) && element.scrollWidth > element.clientWidth + 1
                && getComputedStyle(element).display !== 'inline') say('cut:', element);
            if (picture && picture.getAttribute('role')) {
              const around = picture.getBoundingClientRect();
              if (box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 1
                  || box.top < around.top - 1) say('out of its picture:', element);
            }
          }
        }
        const result = document.createElement('pre');
        result.id = 'result';
        result.textContent = problems.join('\n');
        document.body.append(result);
        """;

    /// <summary>Skips the test unless Chromium is there.</summary>
    public static void Require() => Optional.Require(Path is not null, "chromium is not installed");

    /// <summary>What is wider than the page, or cut, at some widths, on light paper and on dark.</summary>
    public static string[] FindTooWide(string page, params int[] widths)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("frames.html");
        string frames = string.Concat(widths.SelectMany(width => ((string[])["light", "dark"]).Select(
            colours => $"<iframe title='{colours}' style='border:0;width:{width}px;height:900px;color-scheme:{colours}' "
                + $"srcdoc=\"{WebUtility.HtmlEncode(page)}\"></iframe>")));
        File.WriteAllText(file, $"<!DOCTYPE html><meta charset='utf-8'><body>{frames}"
            + $"<script>addEventListener('load', () => {{ {Measure} }});</script>");
        ProcessStartInfo start = new(Path!,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={folder.File("profile")}", $"--window-size={widths.Max() + 100},1000", "--dump-dom",
            new Uri(file).AbsoluteUri,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        Assert.That(process.WaitForExit(Timeout), "Chromium did not end.");
        Match result = Result().Match(output.Result);
        Assert.That(result.Success, $"Chromium measured nothing. {error.Result}");
        return WebUtility.HtmlDecode(result.Groups[1].Value).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("<pre id=\"result\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Result();
}

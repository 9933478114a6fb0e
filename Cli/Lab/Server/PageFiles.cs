using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Scratch.Cli.Lab.Server;

/// <summary>The files of the page, which are in the program.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Assembly Program = typeof(PageFiles).Assembly;

    /// <summary>The paths, such as <c>/lab.js</c>.</summary>
    public static IEnumerable<string> Paths => Program.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => "/" + name[Prefix.Length..]);

    /// <summary>Sends a file.</summary>
    public static async Task Send(HttpContext context, string path)
    {
        await using Stream file = Program.GetManifestResourceStream(Prefix + path.TrimStart('/'))!;
        context.Response.ContentType = Types[Path.GetExtension(path)];
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

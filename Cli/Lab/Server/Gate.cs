using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Scratch.Cli.Lab.Server;

/// <summary>
/// What every request has to pass: it comes from the page that this server served, and from nobody else. A page of
/// another site can make a browser send requests here, and a program of another user can reach the port.
/// </summary>
/// <param name="token">What only the one who started the server knows.</param>
internal sealed class Gate(string token)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What only the one who started the server knows.</summary>
    public string Token => token;

    /// <summary>The port that the server listens on.</summary>
    public int Port { get; set; }

    private string Cookie => $"scratch-lab-{Port}"; // browsers don't tell cookies of two ports apart

    /// <summary>Lets a request through to <paramref name="next"/>, or refuses it with one line.</summary>
    public Task Pass(HttpContext context, RequestDelegate next)
    {
        (HttpRequest request, HttpResponse response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
        if (FindProblem(request) is { } problem)
        {
            return Refuse(response, problem.Status, problem.Reason);
        }
        if (HttpMethods.IsGet(request.Method) && request.Path == "/"
            && request.Query.TryGetValue("token", out var given))
        {
            if (!IsToken(given.ToString()))
            {
                return Refuse(response, StatusCodes.Status403Forbidden, "The token is not that of this server.");
            }
            response.Cookies.Append(Cookie, token, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
            });
            response.Redirect("/"); // so that the token stands in no link that is shared
            return Task.CompletedTask;
        }
        return IsToken(request.Cookies[Cookie])
            ? next(context)
            : Refuse(response, StatusCodes.Status403Forbidden, "Open the address that scratch lab printed.");
    }

    private (int Status, string Reason)? FindProblem(HttpRequest request)
    {
        string host = request.Headers.Host.ToString();
        if (host != $"127.0.0.1:{Port}" && host != $"localhost:{Port}")
        {
            return (StatusCodes.Status421MisdirectedRequest, "The host is not this server.");
        }
        bool isPost = HttpMethods.IsPost(request.Method);
        if (!isPost && !HttpMethods.IsGet(request.Method))
        {
            return (StatusCodes.Status405MethodNotAllowed, "The method is neither GET nor POST.");
        }
        string origin = request.Headers.Origin.ToString();
        if (origin != $"http://{host}" && (isPost || request.Headers.ContainsKey("Origin")))
        {
            return (StatusCodes.Status403Forbidden, "The request comes from another page.");
        }
        bool isNavigation = !isPost && request.Path == "/";
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site)
            && site != "same-origin" && !(site == "none" && isNavigation))
        {
            return (StatusCodes.Status403Forbidden, "The request comes from another site.");
        }
        if (isPost && !(request.ContentType ?? "").Split(';')[0].Equals("application/json", StringComparison.Ordinal))
        {
            return (StatusCodes.Status415UnsupportedMediaType, "The body is not application/json.");
        }
        return null;
    }

    private bool IsToken(string? given) => given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));

    private static Task Refuse(HttpResponse response, int status, string reason)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(reason);
    }
}

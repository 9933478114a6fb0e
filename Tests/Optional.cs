using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>For tests that need something which not every machine has, such as Python with NumPy.</summary>
internal static class Optional
{
    private const string RequireVariable = "SCRATCH_REQUIRE_OPTIONAL";

    /// <summary>Skips the test with the reason, or lets it fail where SCRATCH_REQUIRE_OPTIONAL is 1.</summary>
    public static void Require(bool isAvailable, string reason)
    {
        if (isAvailable)
        {
            return;
        }
        if (Environment.GetEnvironmentVariable(RequireVariable) == "1")
        {
            Assert.Fail($"{reason} ({RequireVariable} is 1)");
        }
        Assert.Ignore(reason);
    }
}

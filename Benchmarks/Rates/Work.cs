namespace Scratch.Benchmarks.Rates;

/// <summary>What one call of a benchmark does.</summary>
/// <param name="Gigaflops">10⁹ floating-point operations; 0 where few of them are fused multiply-adds.</param>
/// <param name="Gigabytes">10⁹ bytes that it reads and writes at least once; 0 where nobody has counted.</param>
/// <param name="Threads">Of how many cores the peak is.</param>
public readonly record struct Work(double Gigaflops, double Gigabytes, int Threads = 1);

/// <summary>
/// A class of benchmarks that says what its methods do. Its parameters are set, its setup has not run.
/// </summary>
public interface IKnownWork
{
    /// <summary>The work of one call.</summary>
    /// <param name="method">The name of the method.</param>
    Work WorkOf(string method);
}

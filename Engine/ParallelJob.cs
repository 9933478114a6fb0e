namespace Scratch.Engine;

/// <summary>
/// Work that is cut into parts. Parts may run in any order and on any thread; each writes what no other part touches.
/// </summary>
/// <remarks>
/// Parts are cut from the shape of the data, never from the number of threads: that is why results don't depend on it.
/// </remarks>
public abstract class ParallelJob
{
    /// <summary>Runs part <paramref name="part"/>, from 0 on.</summary>
    protected internal abstract void Run(int part);
}

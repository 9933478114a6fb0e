namespace Scratch.Benchmarks.Growth;

/// <summary>How many bytes something keeps alive.</summary>
internal static class Footprint
{
    /// <summary>Makes something and weighs it: by how much the heap has grown once the garbage is gone.</summary>
    public static (T Made, long Bytes) Of<T>(Func<T> make)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        T made = make();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(made);
        return (made, after - before);
    }
}

namespace Scratch.Benchmarks.Workloads;

/// <summary>Something that can be timed: Scratch's way to do a piece of work, or a peer's.</summary>
public abstract class Contender
{
    /// <summary>Does the work once.</summary>
    public abstract void Run();

    /// <summary>
    /// The numbers in which all contenders of a workload must agree: what comes out where everybody starts from the
    /// same state. Not timed; may be called before the first <see cref="Run"/> only.
    /// </summary>
    public abstract float[] Results();
}

/// <summary>
/// A piece of work, as Scratch does it. A peer that can do the same makes its own <see cref="Contender"/> from it.
/// </summary>
public abstract class Workload : Contender
{
    /// <summary>The name on the command line and in tables.</summary>
    public abstract string Name { get; }

    /// <summary>The unit of the rate, such as GFLOP/s.</summary>
    public abstract string Unit { get; }

    /// <summary>How much of it one <see cref="Contender.Run"/> does.</summary>
    public abstract double WorkPerRun { get; }

    /// <summary>
    /// 10⁹ floating-point operations of one run, to compare with the peak; 0 where few of them are fused multiply-adds.
    /// </summary>
    public virtual double GigaflopsPerRun => 0;

    /// <summary>
    /// True if the results are losses, which agree one by one; else they agree relative to the largest of them.
    /// </summary>
    public virtual bool AgreesOneByOne => false;
}

// Two namespaces in a circle, for the test of the test that finds none.
namespace Scratch.Tests.PlantedCircle.Upper
{
    /// <summary>Uses the lower one, as it should.</summary>
    internal static class Uses
    {
        public static int Read() => new Lower.Used().Value;
    }
}

namespace Scratch.Tests.PlantedCircle.Lower
{
    /// <summary>Uses the upper one: by the code of a method alone, where no signature shows it.</summary>
    internal sealed class Used
    {
        public int Value { get; } = 1;

        public static int ReadBack() => Upper.Uses.Read();
    }
}

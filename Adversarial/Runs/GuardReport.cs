using System.Text.Json.Serialization;
using Scratch.Adversarial.Generative.Collapse;

namespace Scratch.Adversarial.Runs;

/// <summary>What the guard of stage 2 saw.</summary>
/// <param name="WasWell">Whether the generator ever was as it should be; if not, nothing was done.</param>
/// <param name="Collapses">Every fall from there, and what was done about it.</param>
public sealed record GuardReport(bool WasWell, IReadOnlyList<CollapseEvent> Collapses)
{
    /// <summary>One line for people.</summary>
    [JsonIgnore]
    public string Summary => !WasWell
        ? "The generator's samples never became diverse enough."
        : Collapses.Count == 0
            ? "The generator did not collapse."
            : $"The generator collapsed {Collapses.Count} time{(Collapses.Count == 1 ? "" : "s")}: "
                + string.Join("; ", Collapses.Select(c => $"epoch {c.Epoch + 1}, {c.Figures}, {Describe(c.Action)}")) + ".";

    internal static GuardReport Of(CollapseGuard guard) => new(guard.WasWell, [.. guard.Events]);

    private static string Describe(CollapseAction action) => action switch
    {
        CollapseAction.Warn => "went on",
        CollapseAction.LowerRate => "lowered the rates",
        _ => "rolled back",
    };
}

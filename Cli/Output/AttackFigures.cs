namespace Scratch.Cli.Output;

/// <summary>What <c>scratch attack</c> tells, in words or as JSON.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Attack">The attack.</param>
/// <param name="Norm">What distances are measured in.</param>
/// <param name="Epsilon">The radius; null if the nearest example is sought.</param>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Examples">All examples.</param>
/// <param name="Correct">Those classified rightly without attack.</param>
/// <param name="Accuracy">Their share of all examples.</param>
/// <param name="Attacked">Those of them that were attacked.</param>
/// <param name="Fooled">Those of them that are seen wrongly, or as the wanted class, after it.</param>
/// <param name="RobustCorrect">Those right without attack that were not fooled.</param>
/// <param name="RobustAccuracy">Their share of all examples.</param>
/// <param name="MedianDistance">Of the fooled; null if there are none.</param>
/// <param name="NotFinite">Moved examples whose logits are not finite; they count as fooled, except where a class is
/// wanted: none is seen there.</param>
/// <param name="OutsideBox">Examples that are not in the box that attacks suppose; they are not attacked.</param>
/// <param name="ReconstructedAccuracy">For prompts: the share that is right where they start; otherwise null.</param>
internal sealed record AttackFigures(
    string Data,
    string Attack,
    string Norm,
    float? Epsilon,
    ulong Seed,
    int Examples,
    int Correct,
    double Accuracy,
    int Attacked,
    int Fooled,
    int RobustCorrect,
    double RobustAccuracy,
    float? MedianDistance,
    int NotFinite,
    int OutsideBox,
    double? ReconstructedAccuracy)
{
    /// <summary>The radius of sounds as a ratio of the word's level to it, in dB; null of other examples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ratio { get; init; }

    /// <summary>Sounds that were saved: those that were attacked; null if none were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Files { get; init; }

    /// <summary>Those of them that fool when they are read again from their files; null likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FoolingFiles { get; init; }

    /// <summary>The figures of an attacked set.</summary>
    public static AttackFigures From(
        string data, string attack, AttackKind kind, AttackOptions options, AttackedSet set, AttackedSet? unmoved,
        ulong seed) =>
        new(
        data,
        attack,
        options.Norm,
        kind.IsMinimumNorm ? null : options.Epsilon,
        seed,
        set.Count,
        set.Right,
        (double)set.Right / set.Count,
        set.Attacked,
        set.Fooled,
        set.IsRobust.Sum(),
        Share(set),
        set.MedianDistance,
        set.NotFinite,
        set.OutsideBox,
        unmoved is null ? null : Share(unmoved));

    private static double Share(AttackedSet set) => (double)set.IsRobust.Sum() / set.Count;
}

/// <summary>Its JSON form, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(AttackFigures))]
internal sealed partial class AttackFiguresJson : JsonSerializerContext;

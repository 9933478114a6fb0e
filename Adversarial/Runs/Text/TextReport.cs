namespace Scratch.Adversarial.Runs.Text;

/// <summary>What a run on texts came to.</summary>
internal sealed record TextReport
{
    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>The version of Scratch.</summary>
    public required string Version { get; init; }

    /// <summary>The preset.</summary>
    public string Preset { get; init; } = TextRunOptions.PresetName;

    /// <summary>What the data was asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The names of the two classes; the second is what the detector notices.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Texts to train on.</summary>
    public required int TrainingTexts { get; init; }

    /// <summary>How many texts of the test stand in the training, too, character by character.</summary>
    public int TestDuplicates { get; init; }

    /// <summary>The share of harmless validation texts that the threshold flags, or fewer.</summary>
    public required double Rate { get; init; }

    /// <summary>The score above which that share lies.</summary>
    public required float Threshold { get; init; }

    /// <summary>The score above which F1 is largest on the validation texts.</summary>
    public required float ThresholdOfF1 { get; init; }

    /// <summary>The figures of the texts that the thresholds were chosen on.</summary>
    public required TextFigures Validation { get; init; }

    /// <summary>The figures of the test; null if there is none.</summary>
    public TextFigures? Test { get; init; }

    /// <summary>What edits make of the test's texts, or of those of the validation if there is no test.</summary>
    public required EditReport Edits { get; init; }

    /// <summary>Threads to compute with, on which the results don't depend.</summary>
    public required int Threads { get; init; }

    /// <summary>The instruction set: with fused multiply-add, the figures don't depend on it.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The time of the whole run.</summary>
    public required double Seconds { get; init; }
}

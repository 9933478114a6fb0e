namespace Scratch.Optimizers.Schedules;

/// <summary>Whether a figure is better where it is smaller or where it is larger.</summary>
public enum PlateauMode
{
    /// <summary>A loss.</summary>
    Minimise,

    /// <summary>An accuracy.</summary>
    Maximise,
}

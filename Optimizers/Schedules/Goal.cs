namespace Scratch.Optimizers.Schedules;

/// <summary>Which of two values of a figure is the better one.</summary>
public enum Goal
{
    /// <summary>The lower one: a loss.</summary>
    Lowest,

    /// <summary>The higher one: an accuracy.</summary>
    Highest,
}

using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>Opens room 2.</summary>
/// <param name="Settings">What is trained.</param>
/// <param name="Steps">How many steps are made at once.</param>
internal sealed record PlaygroundQuestion(PlaygroundSettings Settings, long Steps);

/// <summary>Room 2 as it is opened.</summary>
/// <param name="Id">What the training is asked for by.</param>
/// <param name="Train">x, y and class of the points that are trained on.</param>
/// <param name="Test">The same of the others.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Program">The C# program that does the same.</param>
internal sealed record PlaygroundOpened(string Id, float[] Train, float[] Test, int Classes, string Program);

/// <summary>Opens room 3.</summary>
/// <param name="Settings">What is trained.</param>
/// <param name="Steps">How many steps are made at once.</param>
internal sealed record GanQuestion(GanSettings Settings, long Steps);

/// <summary>Room 3 as it is opened.</summary>
/// <param name="Id">What the training is asked for by.</param>
/// <param name="Real">x and y of some of the real points.</param>
internal sealed record GanOpened(string Id, float[] Real);

/// <summary>Opens the first half of room 6.</summary>
/// <param name="Settings">What is trained, at the lowest rate.</param>
/// <param name="Factor">From one rate to the next.</param>
/// <param name="Steps">How many steps are made at once.</param>
internal sealed record RatesQuestion(PlaygroundSettings Settings, float Factor, long Steps);

/// <summary>Room 6 as it is opened.</summary>
/// <param name="Id">What the training is asked for by.</param>
/// <param name="Rates">The rates, the lowest first.</param>
internal sealed record RatesOpened(string Id, IReadOnlyList<float> Rates);

/// <summary>Lets a training go on, or pauses it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Until">Steps since the beginning.</param>
/// <param name="PerSecond">The most in a second; 0 for as many as it can.</param>
internal sealed record GoQuestion(string Id, long Until, int PerSecond);

/// <summary>A training, and one of its networks by number.</summary>
/// <param name="Id">Which.</param>
/// <param name="Network">From 0.</param>
/// <param name="Format"><c>safetensors</c> or <c>onnx</c>.</param>
internal sealed record ExportQuestion(string Id, int Network, string Format);

/// <summary>A place in the plane of a training.</summary>
/// <param name="Id">Which.</param>
/// <param name="X">From the left.</param>
/// <param name="Y">From below.</param>
internal sealed record ProbeQuestion(string Id, float X, float Y);

/// <summary>What a network gives at a place.</summary>
/// <param name="Layers">The outputs of each hidden layer, and the probabilities of the classes.</param>
internal sealed record ProbeReply(float[][] Layers);

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// What the columns of a file are called, or the keys of its objects. Names are looked up as they are, then without
/// regard to case.
/// </summary>
/// <param name="Text">The column of the texts.</param>
/// <param name="Label">The column of the labels.</param>
/// <param name="Group">The column that says which texts belong together; null if there is none.</param>
/// <param name="Source">The column that says where a text comes from; null for the file's name.</param>
public sealed record TextColumns(
    string Text = "text", string Label = "label", string? Group = null, string? Source = null);

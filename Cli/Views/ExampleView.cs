namespace Scratch.Cli.Views;

/// <summary>How the examples of a domain are shown on a page.</summary>
internal abstract class ExampleView
{
    /// <summary>The view of a domain: pictures where it has some, otherwise words.</summary>
    public static ExampleView For(Domain domain) => domain switch
    {
        ImageDomain images => new ImageView(images),
        _ => new WordView(domain),
    };

    /// <summary>One example.</summary>
    /// <param name="example">(1, features).</param>
    /// <param name="original">What it was made from, (1, features), to show what has changed; null for nothing.</param>
    /// <param name="alternative">What it is, for those who can't see it.</param>
    public abstract XElement One(Matrix example, Matrix? original, string alternative);

    /// <summary>Examples side by side.</summary>
    /// <param name="examples">(N, features).</param>
    /// <param name="columns">How many there are in a row.</param>
    /// <param name="alternative">What they are, for those who can't see them.</param>
    /// <param name="classes">The class of every row; null where it has none.</param>
    /// <param name="others">The class that every row leads to; null where it leads to none.</param>
    public abstract XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null);
}

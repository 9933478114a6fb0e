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
    /// <param name="alternative">What it is, for those who can't see it.</param>
    public abstract XElement One(Matrix example, string alternative);

    /// <summary>Examples side by side.</summary>
    /// <param name="examples">(N, features).</param>
    /// <param name="columns">How many there are in a row.</param>
    /// <param name="alternative">What they are, for those who can't see them.</param>
    public abstract XElement Grid(Matrix examples, int columns, string alternative);
}

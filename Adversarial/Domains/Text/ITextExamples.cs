namespace Scratch.Adversarial.Domains.Text;

/// <summary>Texts to train on.</summary>
/// <remarks>It is asked from several threads at once.</remarks>
internal interface ITextExamples
{
    /// <summary>The number of texts.</summary>
    int Count { get; }

    /// <summary>An example as it is read this time: as it is, or edited as the random numbers have it.</summary>
    string Text(int example, RandomStream random);

    /// <summary>0, or 1 for what is to be noticed.</summary>
    int Label(int example);
}

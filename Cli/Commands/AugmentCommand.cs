using Scratch.Cli.Pages;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch data augment</c>: a picture of what an augmentation does.</summary>
internal static class AugmentCommand
{
    private const int Columns = 12, Changed = 2, Zoom = 2;

    private static readonly Argument<string> Data =
        new("DATA") { Description = "mnist (embedded), fashion-mnist (Debian's package), or a folder of IDX files." };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The picture; augmented.png by default.",
        HelpName = "F.png",
        DefaultValueFactory = _ => "augmented.png",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };

    private static readonly SettingOptions<MixtureOptions> Settings = new([AugmentSetting.Create()]);

    private static readonly Option<ulong?> Seed = CommonOptions.Seed();

    public static Command Create() => new ToolCommand(
        "augment", "A picture of the first examples as they are and, in the rows below, augmented twice.", Execute,
        Data)
    {
        Groups = [new("Data", [.. Settings.All, Seed]), new("Output", Out, Overwrite)],
        Examples =
        [
            "scratch data augment mnist --augment rotation=10,shift=1.5 # In augmented.png.",
            "scratch data augment fashion-mnist --augment cutout=8 --out cutout.png # A square left out.",
            "scratch data augment digits/ --augment elastic=1 --seed 7 # Your own images, drawn anew.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        MixtureOptions mixture = Settings.Change(parsed, MixtureOptions.RealOnly);
        Usage.Guard(mixture.Validate);
        string path = parsed.GetValue(Out)!;
        OutputFile file = Outputs.Settle(Out, path, parsed.GetValue(Overwrite), ".png");
        Dataset data = CommonOptions.ParseData(parsed.GetValue(Data)!).OpenTraining();
        if (data.Domain is not ImageDomain images)
        {
            throw new UsageException($"data augment draws images; {data.Name} holds {data.Domain.Form}.");
        }
        Matrix shown = Augment(data, mixture, new RandomStream(parsed.GetValue(Seed) ?? 0));
        byte[] picture = Picture.Grid(shown, images.Height, images.Width, Math.Min(Columns, data.Count), Zoom);
        file.Write(picture);
        parsed.InvocationConfiguration.Output.WriteLine($"The picture is in {path}.");
        return ExitCode.Done;
    }

    /// <summary>((1 + Changed) · columns, pixels): the examples, and them augmented.</summary>
    private static Matrix Augment(Dataset data, MixtureOptions mixture, RandomStream random)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(Columns, data.Count))];
        IAugmenter augmenter = data.Domain.CreateAugmenter(mixture.Augmentation);
        Matrix shown = Matrix.Allocate((1 + Changed) * rows.Length, data.Inputs.Columns),
            target = Matrix.Allocate(rows.Length, data.Classes);
        Matrix examples = shown.SliceRows(0, rows.Length);
        RowOperations.Gather(data.Inputs, rows, examples);
        for (int time = 1; time <= Changed; time++)
        {
            Matrix some = shown.SliceRows(time * rows.Length, rows.Length);
            augmenter.Augment(examples, rows, random.Fork(time), some);
            if (mixture.MixUp > 0)
            {
                MixUp.Apply(mixture.MixUp, random.Fork(time).Fork(-1), some, target);
            }
        }
        return shown;
    }
}

using Scratch.Engine;

namespace Scratch.Tests.Cli.Behaviour;

/// <summary>Users who have tools or fruits, and hardly ever both; a file with what the items are called.</summary>
internal sealed class ToyBaskets : IDisposable
{
    public static readonly string[] Tools = ["hammer", "saw", "drill", "pliers", "file", "axe"];
    public static readonly string[] Fruits = ["apple", "pear", "plum", "cherry", "quince", "fig"];

    private readonly TemporaryFolder _folder = new();

    public ToyBaskets()
    {
        var random = new RandomStream(Seed: 1);
        using StreamWriter writer = System.IO.File.CreateText(Data);
        writer.WriteLine("user,item,timestamp");
        for (int user = 0; user < 200; user++)
        {
            RandomStream own = random.Fork(user);
            string[] items = user % 2 == 0 ? Tools : Fruits;
            int[] order = [0, 1, 2, 3, 4, 5];
            own.Shuffle(order);
            for (int i = 0; i < 2 + own.Below(3, 100); i++)
            {
                writer.WriteLine($"{user:000},{items[order[i]][..3]},{1000 + i}");
            }
            if (user % 20 == 0)
            {
                writer.WriteLine($"{user:000},{Fruits[user / 20 % 6][..3]},2000");
            }
        }
        System.IO.File.WriteAllLines(Titles,
            Tools.Concat(Fruits).Select(item => $"{item[..3]},\"a {item}, new\"").Prepend("id,name"));
    }

    public string Data => _folder.File("toy.csv");

    public string Titles => _folder.File("titles.csv");

    public string Run => _folder.File("run");

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>The options of a run that is over at once.</summary>
    public string[] TrainCommand(string target, params string[] more) =>
    [
        "train", "--preset", "recommend", "--data", Data, "--items", Titles, "--out", target, "--validation", "30",
        "--test", "60", "--top", "3",
        .. more.Contains("--recommender") ? [] : (string[])["--recommender", "ease"], .. more,
    ];
}

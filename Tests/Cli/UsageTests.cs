using NUnit.Framework;

namespace Scratch.Tests.Cli;

/// <summary>
/// What the tool says of options and files that it can't use: one line, the right exit code, no stack trace.
/// </summary>
public class UsageTests
{
    [TestCase("train --epochs x", "--epochs is 'x'")]
    [TestCase("train --epochs 0",
        "--epochs is 0; expected N, or N,N,N for prompts, gan and classifier, each at least 1")]
    [TestCase("train --epochs 1,2", "--epochs is '1,2'")]
    [TestCase("train --preset nonsense", "expected default, gan, article")]
    [TestCase("train --stages prompts,nonsense",
        "--stages is 'prompts,nonsense'; expected prompts or gan or classifier or baseline, with commas between")]
    [TestCase("evaluate nowhere --attacks noise --samples 200", "--samples is for the generator")]
    [TestCase("train --freeze all",
        "--freeze is 'all'; expected encoder or decoder or generator or discriminator or classifier, with commas "
        + "between")]
    [TestCase("train --stages samples", "expected the stage prompts, or a run to start from")]
    [TestCase("train --stages prompts --without-prompts",
        "--without-prompts leaves none of the stages; expected classifier among them")]
    [TestCase("train --data ", "--data is ''; expected DATA")]
    [TestCase("train --out ", "--out is ''; expected RUN")]
    [TestCase("train --config ", "--config is ''; expected FILE")]
    [TestCase("train --resume ", "--resume is ''; expected RUN")]
    [TestCase("train --from ", "--from is ''; expected RUN|FILE")]
    [TestCase("data clean  --out x", "DATA is ''")]
    [TestCase("data augment mnist --out ", "--out is ''; expected F.png")]
    [TestCase("attack  --attack pgd", "RUN is ''")]
    [TestCase("attack x --attack pgd --save ", "--save is ''; expected F.npz")]
    [TestCase("train --mpi", "--mpi: The process was not started by mpirun; expected 'mpirun -n RANKS …'")]
    [TestCase("train --batch-size 0", "--batch-size is 0; expected a whole number from 1 to 1048576")]
    [TestCase("train --batch-size 1048576", "batchSize × the widest layer")]
    [TestCase("train --hidden 2000000000", "--hidden is 2000000000; expected a whole number from 1 to 1048576, with")]
    [TestCase("train --hidden 100000,100000", "are 10,000,200,000 numbers; expected 134,217,728 at most")]
    [TestCase("train --epochs 9999999999", "--epochs is '9999999999'; expected N")]
    [TestCase("train --seed 99999999999999999999",
        "--seed is 99999999999999999999; expected a whole number of at least 0, and 18446744073709551615 at most")]
    [TestCase("generate x --interpolate 1 2,5", "--interpolate is '2,5'; expected a whole number of at least 0")]
    [TestCase("generate x --interpolate 1 -2", "--interpolate is -2; expected a whole number of at least 0")]
    [TestCase("attack x --attack fgsm --steps 50", "--steps is for other attacks; fgsm takes --norm, --epsilon, --step-size")]
    [TestCase("attack x --attack deepfool --epsilon 0.1", "--epsilon is for other attacks; deepfool takes --norm, --steps")]
    [TestCase("attack x --attack square --steps 3", "--steps is for other attacks")]
    [TestCase("attack x --attack pgd --queries 3", "--queries is for other attacks")]
    [TestCase("attack x --attack bim --restarts 3", "--restarts is for other attacks")]
    [TestCase("attack x --attack apgd-ce --corner-start", "--corner-start is for other attacks")]
    [TestCase("attack x --attack pgd --surrogate y", "--surrogate is for the attack transfer")]
    [TestCase("attack x --attack pgd --activation tanh", "--activation is for a model from a file")]
    [TestCase("attack x --attack pgd --overwrite", "--overwrite is for a file; expected --save beside it")]
    [TestCase("evaluate x --attacks fgsm,square --steps 3", "--steps is for other attacks; fgsm, square can't use it")]
    [TestCase("evaluate x --attacks square --restarts 3", "--restarts is for other attacks; square can't use it")]
    [TestCase("evaluate x --attacks apgd-ce --corner-start", "--corner-start is for other attacks")]
    [TestCase("evaluate x --attacks pgd --validation 3", "--validation is for the generator")]
    [TestCase("evaluate x --validation 3", "--validation is for the generator; it goes with --generator")]
    [TestCase("evaluate x --samples 300", "--samples is for the generator; it goes with --generator")]
    [TestCase("data clean mnist --out x --find outliers --folds 3", "--folds is for labels; expected --find labels")]
    [TestCase("data clean mnist --out x --find labels --outlier-threshold 3", "--outlier-threshold is for outliers")]
    [TestCase("data clean mnist --out x --find labels --near-duplicate 0.01", "--near-duplicate is for duplicates")]
    [TestCase("tain", "there is no command 'tain'. Did you mean 'train'?")]
    [TestCase("clean", "there is no command 'clean'. Did you mean 'data clean'?")]
    [TestCase("help trian", "there is no command 'trian'. Did you mean 'train'?")]
    [TestCase("data clear", "there is no command 'clear'. Did you mean 'clean'?")]
    [TestCase("train --epoch 3", "scratch train has no option '--epoch'. Did you mean '--epochs'?")]
    [TestCase("train --learning-rat=3", "scratch train has no option '--learning-rat'. Did you mean '--learning-rate'?")]
    [TestCase("train --out --jsno", "scratch train has no option '--jsno'. Did you mean '--json'?")]
    [TestCase("evaluate --sampels 300", "scratch evaluate has no option '--sampels'. Did you mean '--samples'?")]
    [TestCase("evaluate x y", "scratch evaluate takes no argument 'y' more")]
    [TestCase("train x", "scratch train takes no argument 'x'")]
    [TestCase("train --preset vae-400-20 --trainer madry",
        "--trainer is for the stage classifier, which the run doesn't have")]
    [TestCase("train --preset vae-400-20 --dropout 0.1", "--dropout is for the stage classifier")]
    [TestCase("train --preset clean --penalty r1", "--penalty is for the stage gan, which the run doesn't have")]
    [TestCase("train --preset clean --free-nats 1", "--free-nats is for the stage prompts")]
    [TestCase("train --penalty none --penalty-weight 3",
        "--penalty-weight is for a penalty; expected --penalty r1 or --penalty wgan-gp beside it")]
    [TestCase("train --labels 100 --virtual-epsilon 2",
        "--virtual-epsilon is for a weight that is not 0; expected --virtual-weight beside it")]
    [TestCase("train --labels 100 --tangent-epsilon 2", "expected --tangent-weight beside it")]
    [TestCase("train --labels 100 --normal-epsilon 2 --normal-weight 0", "expected --normal-weight beside it")]
    [TestCase("train --labels 100 --guess-weight 0 --confidence 0.9", "expected --pseudo-label-weight beside it")]
    [TestCase("train --threads 0", "--threads is 0; expected a whole number from 1 to 256")]
    [TestCase("train --threads many", "--threads is 'many'; expected a whole number from 1 to 256")]
    [TestCase("train --seed -1", "--seed is '-1'; expected a whole number of at least 0")]
    [TestCase("train --learning-rate 0,001", "--learning-rate is '0,001'; expected a finite number above 0")]
    [TestCase("train --learning-rate 1/0", "--learning-rate is Infinity; expected a finite number above 0")]
    [TestCase("train --learning-rate 1e400", "--learning-rate is Infinity")]
    [TestCase("attack x --attack pgd --epsilon 8/255/2", "--epsilon is '8/255/2'")]
    [TestCase("ablate --rates 0.1,x", "--rates is '0.1,x'; expected a number in (0, 1000), with commas between")]
    [TestCase("train --learning-rate 0", "--learning-rate is 0")]
    [TestCase("train --learning-rate NaN", "--learning-rate is NaN")]
    [TestCase("train --optimizer newton", "expected adam or sgd or adagrad")]
    [TestCase("train --optimizer adagrad --momentum 0.9",
        "--momentum is for other optimizers; expected none with adagrad")]
    [TestCase("train --optimizer sgd --nesterov", "--nesterov needs a momentum; expected --momentum above 0 beside it")]
    [TestCase("train --ema 1", "--ema is 1; expected a number in [0, 1)")]
    [TestCase("train --clip-norm -1", "--clip-norm is -1; expected a finite number above 0")]
    [TestCase("train --schedule-length 3", "--schedule-length is for other schedules; expected none with cosine")]
    [TestCase("train --schedule never", "expected constant or inverse-sqrt or cosine or cosine-restarts")]
    [TestCase("train --prompt-loss mine", "expected standard or article")]
    [TestCase("train --generator-loss mine", "expected nonsaturating or minimax or article")]
    [TestCase("train --augment turn=3", "--augment is not understood: 'turn=3'; expected NAME=X with rotation")]
    [TestCase("train --augment rotation", "--augment is not understood: 'rotation'")]
    [TestCase("train --augment rotation=-1", "rotation is -1")]
    [TestCase("train --data penguins --augment rotation=5", "penguins: There is no augmentation 'rotation'; expected noise")]
    [TestCase("train --augment cutout=1.5", "cutout is 1.5; expected a whole number")]
    [TestCase("train --augment mixup=2", "mixUp is 2")]
    [TestCase("train --preset robust-0.1 --augment mixup=0.2",
        "expected mixUp and labelSmoothing of the mixture to be 0")]
    [TestCase("data clean mnist", "--out")]
    [TestCase("data augment mnist --augment cutout=-1", "cutout is -1")]
    [TestCase("ablate --seeds 1", "seeds of the ablation are 1; expected two to ")]
    [TestCase("ablate --seeds 1,x", "--seeds is '1,x'; expected a whole number of at least 0, with commas between")]
    [TestCase("ablate --rates 0", "--rates is 0; expected a number in (0, 1000)")]
    [TestCase("ablate --epochs 0", "--epochs is 0; expected a whole number of at least 1")]
    [TestCase("data clean mnist --out x --folds 1", "--folds is 1; expected a whole number from 2 to 1000")]
    [TestCase("train --game chess", "expected generator or conditional or bigan or aae or vae-gan")]
    [TestCase("train --game bigan --prompt-loss article", "a game without an encoder")]
    [TestCase("train --preset article --game vae-gan", "a hidden layer of the discriminator")]
    [TestCase("train --game conditional", "expected a mixture without them")]
    [TestCase("train --preset class-prompts --stages prompts,samples --game aae", "expected the conditional game")]
    [TestCase("train --labels 0", "--labels is 0; expected a whole number of at least 1")]
    [TestCase("train --labels 100 --validation 100", "fewer than the 100 labels that it is part of")]
    [TestCase("train --preset certified-0.1 --dropout 0.1", "The classifier has dropout beside certified")]
    [TestCase("train --validation 0", "validation of run is 0; expected at least 1")]
    [TestCase("train --guess-weight 1", "--pseudo-label-weight is for runs that read few labels")]
    [TestCase("train --preset class-prompts --labels 100", "expected few labels, or that, not both")]
    [TestCase("train --preset robust-0.1 --labels 100", "expected few labels, or one of those, not both")]
    [TestCase("train --preset few-labels-100 --dropout 1", "--dropout is 1; expected a number in [0, 1)")]
    [TestCase("train --nonsense", "--nonsense")]
    [TestCase("train --checkpoint-steps 0", "--checkpoint-steps is 0")]
    [TestCase("train --checkpoint-minutes 0", "--checkpoint-minutes is 0")]
    [TestCase("train --resume x --epochs 2", "--epochs can't be changed by --resume")]
    [TestCase("train --resume x --out y", "--out can't be changed by --resume")]
    [TestCase("generate x --count 0", "--count is 0")]
    [TestCase("generate x --class 1 --grid", "--class and --grid exclude each other")]
    [TestCase("generate x --interpolate 1", "--interpolate")]
    [TestCase("prompts x --out p.txt", "--out: p.txt: expected a file .npz or .safetensors")]
    [TestCase("evaluate", "argument missing")]
    [TestCase("evaluate x --attacks pdg", "There is no attack 'pdg'; expected fgsm, ")]
    [TestCase("evaluate x --attacks jsma --norm l2", "The attack jsma has no norm 'l2'; expected l0")]
    [TestCase("evaluate x --attacks pgd --epsilons 0.1,-1",
        "--epsilons is 0.1,-1; expected a finite number of at least 0, with commas between")]
    [TestCase("evaluate x --epsilons 0.1", "--epsilons goes with --attacks")]
    [TestCase("evaluate x --attacks pgd --model y", "both the run x and --model y")]
    [TestCase("attack x", "--attack")]
    [TestCase("attack --attack pgd", "argument missing")]
    [TestCase("attack x --attack pdg", "There is no attack 'pdg'; expected fgsm, ")]
    [TestCase("attack x --attack pgd --epsilon -0.1", "--epsilon is -0.1; expected a finite number of at least 0")]
    [TestCase("attack x --attack pgd --norm l0", "The attack pgd has no norm 'l0'; expected linf or l2")]
    [TestCase("attack x --attack pgd --norm l7", "--norm is 'l7'; expected linf or l2 or l0")]
    [TestCase("attack x --attack pgd --steps -1", "--steps is -1; expected a whole number of at least 0")]
    [TestCase("attack x --attack pgd --restarts 0", "restarts is 0; expected a whole number of at least 1")]
    [TestCase("attack x --attack pgd --count 0", "--count is 0")]
    [TestCase("attack x --attack pgd --activation sine", "expected relu or leaky-relu")]
    [TestCase("train --out /dev/null/run", "--out: ")]
    [TestCase("train --out /dev/null", "--out: /dev/null: this is a device")]
    [TestCase("train --out /proc/run", "/proc/run")]
    [TestCase("attack x --attack pgd --save nowhere/a.npz", "--save: nowhere/a.npz: there is no such folder")]
    [TestCase("attack x --attack pgd --save a.npy", "--save: a.npy: expected a file .npz")]
    [TestCase("generate x --save /proc/a.npz", "--save: /proc/a.npz: it can't be written")]
    [TestCase("data augment mnist --out a.jpg", "--out: a.jpg: expected a file .png")]
    [TestCase("data clean mnist --out nowhere/a", "--out: nowhere/a: there is no folder")]
    [TestCase("data clean mnist --out /dev/stdout", "--out: /dev/stdout: this is ")]
    [TestCase("ablate --out /dev/null", "--out: /dev/null: this is a device")]
    [TestCase("presets nonsense", "There is no preset 'nonsense'; expected default, gan")]
    [TestCase("dance", "dance")]
    public void BadUsageIsNamedAndExitsWith2(string line, string expected)
    {
        (int exitCode, string output, string error) = CommandLine.Run(line.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(2), error);
            Assert.That(
                error.TrimEnd('\n').Split('\n').Where(said => !said.Contains("is now called", StringComparison.Ordinal)
                    && !said.StartsWith("Try 'scratch ", StringComparison.Ordinal)),
                Has.Exactly(1).Items);
            Assert.That(error, Does.StartWith("scratch: ").And.Contains(expected).And.Not.Contains("   at ")
                .And.Not.Contains("(Parameter").And.Not.Contains("System."));
            Assert.That(output, Is.Empty);
        });
    }

    [TestCase("evaluate /nonexistent-run", "/nonexistent-run")]
    [TestCase("attack /nonexistent-run --attack pgd", "/nonexistent-run")]
    [TestCase("attack --model /nonexistent-file --attack pgd", "/nonexistent-file: there is no such file")]
    [TestCase("generate /nonexistent-run", "/nonexistent-run")]
    [TestCase("prompts /nonexistent-run", "/nonexistent-run")]
    [TestCase("train --data /nonexistent-data", "/nonexistent-data: no such folder")]
    public void AFailureIsOneLineAndExitsWith1(string line, string expected)
    {
        (int exitCode, string output, string error) = CommandLine.Run(line.Split(' '));
        AssertOneLine(exitCode, error, expected);
        Assert.That(output, Is.Empty);
    }

    [Test]
    public void ANameThatATerminalWouldObeyIsShownWithoutItsSigns()
    {
        (int exitCode, _, string error) = CommandLine.Run("generate", "/nonexistent\u001b[31m\u0007-run");
        AssertOneLine(exitCode, error, "/nonexistent\uFFFD[31m\uFFFD-run");
    }

    [Test]
    public void DamagedDataIsNamedWithThePlace()
    {
        using TemporaryFolder folder = new();
        SmallDigits.Write(folder.Path);
        string images = folder.File("train-images-idx3-ubyte");
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..5000]);
        (int exitCode, _, string error) = CommandLine.Run("train", "--data", folder.Path, "--out", folder.File("run"));
        AssertOneLine(exitCode, error, "train-images-idx3-ubyte");
        Assert.That(folder.Names().Where(name => name.StartsWith("run", StringComparison.Ordinal)), Is.Empty,
            "a failed run left something");
    }

    [Test]
    public void AnExistingRunIsRefusedAndLeftAlone()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("run"));
        File.WriteAllText(folder.File("run/config.json"), "mine");
        (int exitCode, _, string error) = CommandLine.Run("train", "--out", folder.File("run"));
        AssertOneLine(exitCode, error, "not overwritten", code: 2);
        Assert.That(File.ReadAllText(folder.File("run/config.json")), Is.EqualTo("mine"));
    }

    [Test]
    public void AFolderThatIsNoRunIsNotOverwritten()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("letter.txt"), "dear");
        (int exitCode, _, string error) = CommandLine.Run("train", "--out", folder.Path, "--overwrite");
        AssertOneLine(exitCode, error, "no run", code: 2);
        Assert.That(folder.Names(), Is.EqualTo(new[] { "letter.txt" }));
    }

    [Test]
    public void HelpListsEveryCommandAndExitsWith0()
    {
        (int exitCode, string output, _) = CommandLine.Run("--help");
        Assert.That(exitCode, Is.Zero);
        foreach (string command in new[] { "train", "evaluate", "attack", "defend", "generate", "prompts",
            "gradcheck" })
        {
            Assert.That(output, Does.Contain(command));
        }
    }

    [Test]
    public void GradCheckPassesAndPrintsATable()
    {
        (int exitCode, string output, _) = CommandLine.Run("gradcheck");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("Dense").And.Contains("0 failed"));
    }

    [Test]
    public void GradCheckTakesOneLayer()
    {
        (int exitCode, string output, _) = CommandLine.Run("gradcheck", "--layer", "batchnormalisation");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("BatchNormalisation").And.Contains("6 passed, 0 failed")
            .And.Not.Contains("Dense"));
        (exitCode, _, string error) = CommandLine.Run("gradcheck", "--layer", "Conv");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("Conv").And.Contains("Gelu"));
    }

    private static void AssertOneLine(int exitCode, string error, string expected, int code = 1) => Assert.Multiple(() =>
    {
        Assert.That(exitCode, Is.EqualTo(code), error);
        Assert.That(error, Does.Contain(expected).And.Not.Contains("   at "));
        Assert.That(error.TrimEnd('\n').Split('\n')[^1], Does.StartWith("scratch: "));
    });
}

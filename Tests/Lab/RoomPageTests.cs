using System.Globalization;
using Microsoft.Playwright;
using NUnit.Framework;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Tests.Lab;

/// <summary>Rooms 2 to 6 in a browser, by mouse and by keyboard: what they show is what the library computes.</summary>
public sealed class RoomPageTests
{
    [Test]
    public async Task The_playground_shows_the_librarys_numbers()
    {
        await using OpenedPage opened = await Browser.Open("#/playground?data=moons&seed=3&step=200");
        PlaygroundPicture expected = RoomsTests.After(RoomsTests.Playground with { Data = "moons", Seed = 3 }, 200);
        await WaitFor(opened, "Step", "200");
        Assert.That(await opened.Number("[data-figure='Loss']"), Is.EqualTo((double)expected.Loss).Within(0.51e-6));
        Assert.That(await opened.Number("[data-figure='Test loss']"), Is.EqualTo((double)expected.TestLoss).Within(0.51e-6));
        Assert.That(await opened.Number("[data-figure='Accuracy']"), Is.EqualTo((double)expected.Accuracy).Within(0.51e-4));

        await Press(opened, "100 steps");
        await WaitFor(opened, "Step", "300");
        expected = RoomsTests.After(RoomsTests.Playground with { Data = "moons", Seed = 3 }, 300);
        Assert.That(await opened.Number("[data-figure='Loss']"), Is.EqualTo((double)expected.Loss).Within(0.51e-6));
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "The plane" }).FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.Page.GetByText("At (0.10, 0.00): class 1").WaitForAsync();
        Assert.That(opened.Page.Url, Does.Contain("step=300").And.Contain("seed=3"));
        await opened.Check("playground");
    }

    [Test]
    public async Task The_playground_plays_pauses_and_takes_settings_on_a_narrow_dark_screen()
    {
        await using OpenedPage opened = await Browser.Open("#/playground", width: 400, ColorScheme.Dark);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await opened.Page.GetByLabel("Activation").SelectOptionAsync("tanh");
        double loss = RoomsTests.After(RoomsTests.Playground with { Activation = "tanh" }, 0).Loss;
        await WaitFor(opened, "Loss", loss.ToString("0.000000", CultureInfo.InvariantCulture));
        await opened.Page.GetByLabel("Data").SelectOptionAsync("own");
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "The plane" }).ClickAsync(new() { Position = new() { X = 50, Y = 60 } });
        await WaitFor(opened, "Step", "0");
        await opened.Check("playground-400-dark");
    }

    [Test]
    public async Task The_playground_takes_other_inputs_and_keeps_them_in_its_address()
    {
        await using OpenedPage opened = await Browser.Open("#/playground?hidden=&step=200");
        await WaitFor(opened, "Step", "200");
        await opened.Page.GetByLabel("x²").CheckAsync();
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "A network with layers of 3, 2 units" }).WaitForAsync();
        await opened.Page.GetByLabel("x", new() { Exact = true }).UncheckAsync();
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "A network with layers of 2, 2 units" }).WaitForAsync();
        await Press(opened, "100 steps");
        await WaitFor(opened, "Step", "100");
        double loss = RoomsTests.After(RoomsTests.Playground with { Hidden = [], Inputs = "y,x2" }, 100).Loss;
        Assert.That(await opened.Number("[data-figure='Loss']"), Is.EqualTo(loss).Within(0.51e-6));
        Assert.That(opened.Page.Url, Does.Contain("inputs=y%2Cx2").Or.Contain("inputs=y,x2"));
    }

    [Test]
    public async Task The_gan_shows_the_librarys_numbers()
    {
        await using OpenedPage opened = await Browser.Open("#/gan?step=150");
        var expected = new GanTraining(RoomsTests.Gan);
        for (int step = 0; step < 150; step++)
        {
            expected.Advance();
        }
        GanPicture picture = expected.Look();
        await WaitFor(opened, "Step", "150");
        Assert.That(await opened.Number("[data-figure='Discriminator\\'s loss']"),
            Is.EqualTo((double)picture.DiscriminatorLoss).Within(0.51e-4));
        Assert.That(await opened.Number("[data-figure='Generator\\'s loss']"), Is.EqualTo((double)picture.GeneratorLoss).Within(0.51e-4));
        Assert.That(await opened.Number("[data-figure='Diversity']"), Is.EqualTo(picture.Diversity).Within(0.51e-3));
        await opened.Page.GetByLabel("Loss", new() { Exact = true }).FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowDown"); // minimax
        await WaitFor(opened, "Step", "0");
        await opened.Check("gan");
    }

    [Test]
    public async Task The_rates_and_the_race_show_the_librarys_numbers()
    {
        await using OpenedPage opened = await Browser.Open("#/rates?step=100");
        var rates = new RatesTraining(RoomsTests.Playground with { LearningRate = 0.0003f }, 2.5f);
        for (int step = 0; step < 100; step++)
        {
            rates.Advance();
        }
        await opened.Page.GetByText("Step 100, seed 0").WaitForAsync();
        float[] losses = rates.Look().Losses;
        for (int i = 0; i < losses.Length; i++)
        {
            Assert.That(await opened.Number($"[data-rate='{i}']"), Is.EqualTo((double)losses[i]).Within(0.51e-6));
        }
        SurfaceReply race = SurfaceRace.Compute(new SurfaceQuestion("ravine", ["momentum"], 0.1f, [-1.6f, 1], 100));
        Assert.That(await opened.Number("[data-racer='momentum']"), Is.EqualTo((double)race.Paths[0][^3]).Within(0.51e-6));
        await opened.Page.GetByLabel("Surface", new() { Exact = true }).SelectOptionAsync("banana");
        await opened.Page.GetByText("after Rosenbrock").WaitForAsync();
        await opened.Check("rates");
    }

    [Test]
    public async Task The_attack_shows_the_librarys_numbers()
    {
        await using OpenedPage opened = await Browser.Open("#/attack?index=5&epsilon=0.15&steps=8");
        DigitReply digit = AttackRoom.Example(new DigitQuestion(5));
        AttackReply reply = AttackRoom.Compute(new AttackQuestion(digit.Pixels, -1, 0.15f, 8, 1));
        await opened.Page.GetByText("Attacked away from").WaitForAsync();
        for (int k = 0; k < 2; k++)
        {
            string loss = reply.Classifiers[k].Steps[8].Loss is var value ? ((double)value).ToString("0.000000", CultureInfo.InvariantCulture) : "";
            Assert.That(await opened.Text($"[data-step='{k}']"), Does.StartWith($"Step 8: loss {loss}"));
            float[] p = reply.Classifiers[k].FastSign.Probabilities;
            int best = Array.IndexOf(p, p.Max());
            Assert.That(await opened.Number($"[data-p='{k} adversarial {best}']"), Is.EqualTo((double)p[best]).Within(0.51e-4));
        }
        ILocator slider = opened.Page.GetByRole(AriaRole.Slider);
        await slider.FocusAsync();
        await opened.Page.Keyboard.PressAsync("Home");
        await opened.Page.GetByText("Step 0: loss").First.WaitForAsync();
        await opened.Check("attack");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "The digit. Draw" }).FocusAsync();
        foreach (string key in (string[])["Space", "ArrowDown", "ArrowDown", "Space"])
        {
            await opened.Page.Keyboard.PressAsync(key);
        }
        await opened.Page.Mouse.MoveAsync(120, 300);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(160, 340, new() { Steps = 4 });
        await opened.Page.Mouse.UpAsync();
        await opened.Page.WaitForURLAsync(url => url.Contains("pixels="));
    }

    [Test]
    public async Task The_prompts_show_the_librarys_numbers()
    {
        await using OpenedPage opened = await Browser.Open("#/prompts?x=-1&y=0.5", width: 400);
        DecodeReply reply = PromptsRoom.Decode(new DecodeQuestion([-1, 0.5f]));
        int best = Array.IndexOf(reply.Probabilities, reply.Probabilities.Max());
        await opened.Page.GetByText("The digit at (−1.00, 0.50)").WaitForAsync();
        Assert.That(await opened.Number($"[data-p='here {best}']"), Is.EqualTo((double)reply.Probabilities[best]).Within(0.51e-4));
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Go on from here" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Img, new() { Name = "The plane of prompts" }).FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowUp");
        await opened.Page.GetByText("The digit at (−1.00, 0.60)").WaitForAsync();
        Assert.That(opened.Page.Url, Does.Contain("from=-1%2C0.5"));
        await opened.Check("prompts-400");
    }

    [Test]
    public async Task Every_room_is_light_and_dark_narrow_and_wide(
        [Values("one-step", "playground", "gan", "prompts", "attack", "rates")] string room,
        [Values(400, 1280)] int width, [Values] bool isDark)
    {
        await using OpenedPage opened =
            await Browser.Open($"#/{room}", width, isDark ? ColorScheme.Dark : ColorScheme.Light);
        await opened.Page.WaitForTimeoutAsync(300);
        await opened.Check($"{room}-{width}-{(isDark ? "dark" : "light")}");
    }

    [TestCase("safetensors")]
    [TestCase("onnx")]
    public async Task A_network_that_is_saved_is_the_one_that_was_trained(string format)
    {
        await using OpenedPage opened = await Browser.Open("#/playground?step=50");
        await WaitFor(opened, "Step", "50");
        IDownload download = await opened.Page.RunAndWaitForDownloadAsync(() => Press(
            opened, $"Save the network ({(format == "onnx" ? "ONNX" : format)})"));
        using var folder = new TemporaryFolder();
        string file = folder.File($"network.{format}");
        await download.SaveAsAsync(file);
        Layers.Network network = format == "onnx" ? Adversarial.Files.Onnx.OnnxFile.Read(file)
            : Adversarial.Files.ModelFile.Read(file);
        PlaygroundPicture expected = RoomsTests.After(RoomsTests.Playground, 50);
        Assert.That(new PlaneNetwork(network, new PlaneFeatures("x,y")).Weights(), Is.EqualTo(expected.Weights));
    }

    [Test]
    public async Task The_page_weighs_less_than_half_a_megabyte()
    {
        long bytes = 0;
        foreach (string path in Cli.Lab.Server.PageFiles.Paths)
        {
            bytes += (await Served.Send(Served.Request(HttpMethod.Get, path))).Text.Length;
        }
        Assert.That(bytes, Is.LessThan(500_000));
        TestContext.Out.WriteLine($"{bytes} characters");
    }

    private static Task WaitFor(OpenedPage opened, string figure, string text) =>
        opened.Page.Locator($"[data-figure='{figure}']:text-is('{text}')").WaitForAsync();

    private static Task Press(OpenedPage opened, string button) =>
        opened.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}

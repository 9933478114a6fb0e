using System.Globalization;
using Microsoft.Playwright;
using NUnit.Framework;
using Scratch.Adversarial.Training.Tracing;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Tests.Lab;

/// <summary>Room 1 in a browser, by mouse and by keyboard.</summary>
public sealed class OneStepPageTests
{
    [Test]
    public async Task Its_numbers_are_the_librarys()
    {
        await using OpenedPage opened = await Browser.Open("#/one-step?optimizer=adam&activation=tanh&steps=3");
        IPage page = opened.Page;
        OneStepReply reply = OneStepRoom.Compute(
            OneStepRoomTests.Example with { Optimizer = "adam", Activation = "tanh", Steps = 3 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole step" }).ClickAsync();
        TracedNumber[] numbers = [.. reply.Groups.SelectMany(group => group.Numbers)];
        await page.Locator("[data-symbol='loss.updated']").WaitForAsync();
        Assert.That(await page.Locator("table.numbers button").CountAsync(), Is.EqualTo(numbers.Length));
        foreach (TracedNumber number in numbers)
        {
            double shown = await opened.Number($"[data-symbol='{number.Symbol}']");
            Assert.That(shown, Is.EqualTo((double)number.Value).Within(0.51e-6), number.Symbol);
        }
        await opened.Check("one-step-whole");
    }

    [Test]
    public async Task Five_clicks_show_what_a_gradient_is_made_of()
    {
        await using OpenedPage opened = await Browser.Open("#/one-step");
        IPage page = opened.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole step" }).ClickAsync();
        await page.Locator("[data-symbol='dW1[1,3]']").ClickAsync();
        Assert.That(await opened.Text("[data-explained]"),
            Is.EqualTo("dW1[1,3] = x[1] · da[3] = 0.500000 · (−0.701889) = −0.350945"));
        Assert.That(await opened.Text("[data-check]"), Does.StartWith("Central difference of the loss: −0.350945, the same"));
        await page.Locator("svg [data-number='da[3]']").ClickAsync();
        Assert.That(await opened.Text("[data-explained]"), Does.StartWith("da[3] = dh[3] · relu′(a[3]) = (−0.701889) · 1.000000"));
        await page.GetByLabel("Plant a mistake").CheckAsync();
        await page.Locator("[data-symbol='dW1[1,2]'].bad").ClickAsync();
        Assert.That(await opened.Text("[data-check]"), Does.Contain("the backward pass is wrong here"));
        await opened.Check("one-step-mistake");
    }

    [Test]
    public async Task Steps_go_forth_and_back_by_the_keyboard_and_stay_in_the_address()
    {
        await using OpenedPage opened = await Browser.Open("#/one-step", width: 400, ColorScheme.Dark);
        IPage page = opened.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).FocusAsync();
        for (int i = 0; i < 22; i++)
        {
            await page.Keyboard.PressAsync("Enter");
        }
        await page.GetByText("Step 2, 2 of 19").WaitForAsync();
        Assert.That(page.Url, Does.Contain("steps=1").And.Contain("at=2"));
        await page.ReloadAsync();
        await page.GetByText("Step 2, 2 of 19").WaitForAsync();
        Assert.That(await opened.Number("[data-symbol='a[1]']"), Is.EqualTo(SecondA()).Within(0.51e-6));
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).FocusAsync();
        for (int i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("Enter");
        }
        await page.GetByText("Step 1, 19 of 19").WaitForAsync();
        await opened.Check("one-step-400-dark");
    }

    [Test]
    public async Task A_number_that_is_typed_is_the_networks()
    {
        await using OpenedPage opened = await Browser.Open("#/one-step?at=6");
        IPage page = opened.Page;
        ILocator first = page.GetByRole(AriaRole.Group, new() { Name = "Input x" }).GetByRole(AriaRole.Spinbutton).First;
        await first.FillAsync("1.5");
        await first.PressAsync("Tab");
        float loss = OneStepRoom.Compute(OneStepRoomTests.Example with { Input = [1.5f, -1] }).Losses[0];
        await page.Locator($"[data-symbol='loss']:text-is('{loss.ToString("0.000000", CultureInfo.InvariantCulture)}')")
            .WaitForAsync();
        Assert.That(page.Url, Does.Contain("input=1.5"));
    }

    private static double SecondA() =>
        OneStepRoom.Compute(OneStepRoomTests.Example with { Steps = 1 }).Groups[0].Numbers[0].Value;
}

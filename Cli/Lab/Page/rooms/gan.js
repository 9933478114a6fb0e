// Room 3: a generator of points against a discriminator.
import { button, check, choice, colour, digits, figures, h, number, save } from "../dom.js";
import { askForBytes } from "../api.js";
import { append, chart } from "../chart.js";
import { bytes, plane, realColour } from "../plane.js";
import { training } from "../training.js";
import { read, write } from "./playground.js";

const usual = {
  target: "ring", loss: "nonsaturating", penalty: "none", penaltyWeight: 0.1, spectral: false, weightClip: 0, discriminatorSteps: 1,
  learningRate: 0.001, rateRatio: 1, batch: 64, seed: 0,
};
const side = 30;

export function open(main, address, keep) {
  let settings = read(address, usual), real = [], picture = null, ofDiscriminator = [], ofGenerator = [];
  const field = plane("Real points, generated points, and what the discriminator takes for real"), curves = chart("Both losses over the steps");
  const shown = figures(["Step", "Discriminator's loss", "Generator's loss", "Penalty", "Modes", "Diversity", "Saturation", "Steps a second", "Seed"]);
  const guard = h("p", { role: "status", className: "note" }), controls = h("div");
  const live = training({
    path: "/api/gan/open", first: Number(address.step) || 0, question: () => ({ settings }), keep: step => keep({ ...write(settings, usual), step }),
    opened: answer => { real = answer.real; ofDiscriminator = []; ofGenerator = []; },
    show: next => { picture = next; append(ofDiscriminator, [next.step, next.discriminatorLoss]); append(ofGenerator, [next.step, next.generatorLoss]); paint(); },
  });
  const exportOne = (label, network, name) => button(label, async () =>
    save(`${name}.safetensors`, await askForBytes("/api/export", { id: live.id(), network, format: "safetensors" }), "application/octet-stream"));

  main.append(
    h("h1", {}, "GAN"),
    h("p", { className: "lead" }, "A generator turns random numbers into points (orange squares), a discriminator tells them from real ones (blue). "
      + "The background is what the discriminator says of each place: blue for real. An arrow is where the generator's loss pulls a point: against its gradient."),
    live.bar, shown.list, guard,
    h("div", { className: "columns" }, h("div", {}, field.canvas), h("div", {}, curves.canvas,
      h("p", { className: "hint" }, "Loss of the discriminator (line) and of the generator (dashes)."),
      h("p", { className: "hint" }, "Diversity: the mean distance between two samples over that between two real points; near 0 all samples are one. "
        + "Saturation: how often the discriminator ranks a real point above a generated one; at 1 the generator learns little. "
        + "The guard warns when a generator that was well falls below a diversity of 0.5."))),
    h("h2", {}, "Settings"), controls,
    h("div", { className: "controls" }, exportOne("Save the generator", 0, "generator"), exportOne("Save the discriminator", 1, "discriminator")));
  const text = (label, name, words) => choice(label, words, settings[name], value => change({ [name]: value }));
  const count = (label, name, min, max, step = "any") => number(label, settings[name], { min, max, step }, value => change({ [name]: value }));
  controls.append(
    h("div", { className: "controls" }, text("Target", "target", [["ring", "ring of 8"], ["grid", "grid of 25"], "line", "spirals", "moons"]),
      text("Loss", "loss", [["nonsaturating", "non-saturating"], "minimax", ["article", "the article's"], ["least-squares", "least squares"], "hinge", "wasserstein",
        ["relativistic", "relativistic average"], ["smoothed", "non-saturating, labels 0.9"]]), count("Seed", "seed", 0, 1e9, 1)),
    h("div", { className: "controls" }, text("Penalty", "penalty", ["none", ["r1", "R1"], ["wgan-gp", "WGAN-GP"]]), count("its weight", "penaltyWeight", 0, 100),
      check("Spectral norm", settings.spectral, spectral => change({ spectral })), count("Clip weights to (0: no)", "weightClip", 0, 10)),
    h("div", { className: "controls" }, count("Discriminator's steps", "discriminatorSteps", 1, 10, 1), count("Learning rate", "learningRate", 1e-6, 1),
      count("Discriminator's rate: times", "rateRatio", 0.01, 100), count("Batch size", "batch", 2, 256, 1)));
  const repaint = () => { paint(); curves.again(); };
  addEventListener("paint", repaint);

  function change(part) {
    settings = { ...settings, ...part };
    live.open();
  }

  function paint() {
    if (!picture) return;
    const map = bytes(picture.map), longest = Math.max(...pairs(picture.gradients).map(([x, y]) => Math.hypot(x, y)), 1e-12);
    field.map(side, i => realColour(map[i]));
    for (const [x, y] of pairs(real)) field.dot(x, y, colour("blue"), 2.5, true);
    const samples = pairs(picture.samples);
    for (const [x, y] of samples) field.dot(x, y, colour("orange"), 2.5, false, 1);
    pairs(picture.gradients).forEach(([x, y], i) => field.arrow(...samples[i], -0.3 * x / longest, -0.3 * y / longest, colour("ink")));
    curves.draw([{ values: ofDiscriminator, colour: colour("blue") }, { values: ofGenerator, colour: colour("orange"), dash: [5, 4] }]);
    for (const [name, value] of [["Step", picture.step], ["Discriminator's loss", digits(picture.discriminatorLoss, 4)], ["Generator's loss", digits(picture.generatorLoss, 4)],
      ["Penalty", digits(picture.penalty, 4)], ["Modes", picture.allModes ? `${picture.modes} of ${picture.allModes}` : "–"], ["Diversity", digits(picture.diversity, 3)],
      ["Saturation", digits(picture.saturation, 3)], ["Steps a second", Math.round(picture.stepsPerSecond)], ["Seed", settings.seed]]) shown.set(name, String(value));
    const seen = picture.ended ?? (picture.events.length ? `The guard sees a collapse. ${picture.events.at(-1)}` : "");
    if (guard.textContent !== seen) guard.textContent = seen;
  }

  return () => { live.close(); removeEventListener("paint", repaint); };
}

const pairs = flat => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

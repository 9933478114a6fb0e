// Room 6: the same training at ten learning rates at once, and a race of optimizers down a surface.
import { choice, colour, digits, h, number, wide } from "../dom.js";
import { latest } from "../api.js";
import { append, chart } from "../chart.js";
import { plane } from "../plane.js";
import { training } from "../training.js";
import { activations, optimizers, read, usual, write } from "./playground.js";

const first = { ...usual, learningRate: 0.0003, factor: 2.5, surface: "ravine", surfaceRate: 0.1, start: [-1.6, 1], surfaceSteps: 100 };
const racers = ["sgd", "momentum", "adam", "rmsprop", "adagrad", "lion"];
const hue = i => `hsl(${260 - 26 * i} 75% ${document.documentElement.dataset.theme === "dark" ? 65 : 42}%)`;
const racerHue = i => `hsl(${(i * 61 + 210) % 360} 80% ${document.documentElement.dataset.theme === "dark" ? 65 : 38}%)`;

export function open(main, address, keep) {
  let state = read(address, first), rates = [], curves = [], picture = null, step = 0, race = null;
  const losses = chart("The loss of each rate over the steps", 640, 280), table = h("tbody"), best = h("p", { role: "status" });
  const field = plane("The surface, and the way of each optimizer down it", 400), raceTable = h("tbody"), formula = h("p", { className: "formula" });
  const live = training({
    path: "/api/rates/open", first: Number(address.step) || 0, keep: now => { step = now; store(); },
    question: () => {
      const { factor, surface, surfaceRate, start, surfaceSteps, ...settings } = state;
      return { settings, factor };
    },
    opened: answer => { rates = answer.rates; curves = rates.map(() => []); },
    show: next => { picture = next; next.losses.forEach((loss, i) => append(curves[i], [next.step, loss], 400)); paint(); },
  });
  const run = latest("/api/surface", (answer, asked) => { race = { ...answer, names: asked.optimizers }; paintRace(); });
  const text = (label, name, words, then = live.open) => choice(label, words, state[name], value => { state = { ...state, [name]: value }; then(); });
  const count = (label, name, min, max, then = live.open, stepOf = "any") => number(label, state[name], { min, max, step: stepOf }, value => { state = { ...state, [name]: value }; then(); });

  main.append(
    h("h1", {}, "Learning rate"),
    h("p", { className: "lead" }, "The same network, the same points, the same batches, ten learning rates: too low learns nothing, too high diverges, and between them lies the sweet spot."),
    live.bar, best,
    h("div", { className: "columns" }, h("div", {}, losses.canvas), wide("The rates", h("table", {}, h("caption", {}, "Loss at each rate"),
      h("thead", {}, h("tr", {}, ["Rate", "Loss", "Test loss"].map(name => h("th", { scope: "col" }, name)))), table))),
    h("div", { className: "controls" }, count("Lowest rate", "learningRate", 1e-6, 10), count("Times, from one to the next", "factor", 1.1, 10),
      text("Optimizer", "optimizer", optimizers), text("Data", "data", ["circles", "xor", "spirals", "moons", "blobs"]), text("Activation", "activation", activations),
      count("Batch size", "batch", 1, 256, live.open, 1), count("Seed", "seed", 0, 1e9, live.open, 1)),
    h("h2", {}, "A race down a surface"),
    h("p", { className: "lead" }, "Every optimizer starts at the same place, with the same learning rate. Click the surface to start elsewhere."),
    h("div", { className: "controls" }, text("Surface", "surface", ["bowl", "ravine", "banana", "saddle", "waves"], again), count("Learning rate", "surfaceRate", 0, 100, again),
      count("Steps", "surfaceSteps", 1, 500, again, 1),
      ...[0, 1].map(i => number(i ? "Start y" : "Start x", state.start[i], { min: -2, max: 2 }, value => { state.start[i] = value; again(); }))),
    formula, h("div", { className: "columns" }, h("div", {}, field.canvas), wide("The race", h("table", { className: "race" }, h("caption", {}, "Where each ends"),
      h("thead", {}, h("tr", {}, ["Optimizer", "x", "y", "Height"].map(name => h("th", { scope: "col" }, name)))), raceTable))));
  field.canvas.addEventListener("click", event => {
    state.start = field.at(event).map(value => Number((value * 2 / 1.5).toFixed(2)));
    again();
  });
  const repaint = () => { paint(); paintRace(); };
  addEventListener("paint", repaint);
  again();

  function store() {
    keep({ ...write(state, first), step });
  }

  function again() {
    store();
    run({ surface: state.surface, optimizers: racers, learningRate: state.surfaceRate, start: state.start, steps: state.surfaceSteps });
  }

  function paint() {
    if (!picture) return;
    losses.draw(curves.map((values, i) => ({ values, colour: hue(i) })), true);
    table.replaceChildren(...rates.map((rate, i) => h("tr", {},
      h("th", { scope: "row" }, swatch(hue(i)), Number(rate).toPrecision(3)),
      ...[picture.losses[i], picture.testLosses[i]].map(loss => h("td", { className: Number.isFinite(loss) ? "" : "bad", "data-rate": i }, Number.isFinite(loss) ? digits(loss) : "diverged")))));
    const finite = picture.losses.map((loss, i) => [loss, i]).filter(([loss]) => Number.isFinite(loss)).sort((a, b) => a[0] - b[0]);
    best.textContent = `Step ${picture.step}, seed ${state.seed}` + (finite.length && picture.step > 0
      ? `: the lowest loss so far, ${digits(finite[0][0])}, has the rate ${Number(rates[finite[0][1]]).toPrecision(3)}.` : ".");
  }

  function paintRace() {
    if (!race) return;
    const low = Math.min(...race.heights), high = Math.max(...race.heights), dark = document.documentElement.dataset.theme === "dark";
    field.map(race.side, i => {
      const band = Math.floor(12 * Math.sqrt((race.heights[i] - low) / (high - low))) / 12, value = dark ? 30 + 60 * band : 250 - 90 * band;
      return [value, value, value + 5, 255];
    });
    race.paths.forEach((flat, i) => {
      const points = Array.from({ length: flat.length / 3 }, (_, k) => [flat[3 * k] * 0.75, flat[3 * k + 1] * 0.75]);
      field.path(points, racerHue(i));
      field.dot(...points.at(-1), racerHue(i), 4);
    });
    formula.textContent = race.formula;
    raceTable.replaceChildren(...race.paths.map((flat, i) => h("tr", {}, h("th", { scope: "row" }, swatch(racerHue(i)), race.names[i]),
      flat.slice(-3).map(value => h("td", { "data-racer": race.names[i] }, Math.abs(value) < 1e5 ? digits(value) : "diverged")))));
  }

  return () => { live.close(); run.close(); removeEventListener("paint", repaint); };
}

function swatch(fill) {
  const dot = h("span", { className: "swatch" });
  dot.style.backgroundColor = fill;
  return dot;
}

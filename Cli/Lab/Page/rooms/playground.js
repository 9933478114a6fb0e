// Room 2: a classifier of points in the plane. The server trains; the page shows what it sends.
import { button, check, choice, colour, digits, figures, h, number, save, wide } from "../dom.js";
import { askForBytes, latest } from "../api.js";
import { append, chart } from "../chart.js";
import { bytes, classColour, classColours, plane, rgb } from "../plane.js";
import { training } from "../training.js";

export const usual = {
  data: "circles", noise: 0.1, seed: 0, inputs: "x,y", hidden: [8, 8], activation: "relu", initialiser: "he-normal", optimizer: "adam",
  learningRate: 0.01, momentum: null, schedule: "constant", totalSteps: 5000, batch: 32, weightDecay: 0, dropout: 0, stopAtLoss: 0, patience: 0, own: [],
};
export const optimizers = ["adam", "sgd", "adagrad", "rmsprop", "adadelta", "amsgrad", "adamw", "nadam", "radam", "lion", "prodigy", "schedule-free-adamw"];
export const activations = ["relu", "leaky-relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh"];
const initialisers = ["glorot-uniform", "glorot-normal", "he-uniform", "he-normal", "lecun-uniform", "lecun-normal", "fan-in-uniform", "orthogonal", "zeros"];
const schedules = ["constant", "inverse-sqrt", "cosine", "cosine-restarts", "one-cycle", "polynomial", "exponential", "step", "plateau"];
/** What a network may be given of a point, in the order of the boxes. */
const inputs = [["x", "x"], ["y", "y"], ["x2", "x²"], ["y2", "y²"], ["xy", "xy"], ["sin-x", "sin πx"], ["sin-y", "sin πy"]];
const mapSide = 40, unitSide = 14;

export function open(main, address, keep) {
  let settings = read(address), points = null, picture = null, loss = [], testLoss = [], program = "", brush = 0;
  const field = plane("The plane, coloured by what the network predicts"), curves = chart("The loss over the steps");
  const shown = figures(["Step", "Epoch", "Loss", "Test loss", "Accuracy", "Test accuracy", "Learning rate", "Gradient norm", "Steps a second", "Seed"]);
  const ended = h("p", { className: "note", role: "status" }), under = h("p", { className: "hint" }, "Point at the plane to see the numbers there.");
  const network = h("div"), controls = h("div"), code = h("pre", { tabIndex: 0 });
  const file = h("input", { type: "file", accept: ".csv,text/csv", onchange: () => file.files[0]?.text().then(readCsv) });

  const live = training({
    path: "/api/playground/open", first: Number(address.step) || 0, question: () => ({ settings }), keep: step => keep({ ...write(settings), step }),
    opened: answer => { points = answer; program = answer.program; code.textContent = program; loss = []; testLoss = []; ended.textContent = ""; },
    show: next => { picture = next; append(loss, [next.step, next.loss]); append(testLoss, [next.step, next.testLoss]); paint(); },
  });
  const probe = latest("/api/playground/probe", (answer, asked) => {
    const p = answer.layers.at(-1);
    under.textContent = `At (${digits(asked.x, 2)}, ${digits(asked.y, 2)}): `
      + p.map((value, i) => `class ${i + 1} ${digits(value, 4)}`).join(", ")
      + (answer.layers.length > 1 ? `. Last hidden layer: ${answer.layers.at(-2).map(value => digits(value, 3)).join(" ")}.` : ".");
  });

  field.canvas.tabIndex = 0;
  field.canvas.setAttribute("aria-describedby", under.id = "under");
  let cursor = [0, 0];
  field.canvas.addEventListener("pointermove", event => look(field.at(event)));
  field.canvas.addEventListener("keydown", event => {
    const move = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (move) { look([cursor[0] + move[0], cursor[1] + move[1]]); event.preventDefault(); }
    if (event.key === "Enter") draw(cursor);
  });
  field.canvas.addEventListener("click", event => draw(field.at(event)));

  main.append(
    h("h1", {}, "Playground"),
    h("p", { className: "lead" }, "A network learns which class the points of the plane belong to. Filled points are trained on, open ones are not."),
    live.bar, shown.list, ended,
    h("div", { className: "columns" }, h("div", {}, field.canvas, under),
      h("div", {}, curves.canvas, h("p", { className: "hint" }, "Loss on the training points (line) and on the others (dashes)."))),
    h("h2", {}, "The network: every unit's own map, weights as line widths"), wide("The network", network),
    h("h2", {}, "Settings"), controls,
    h("div", { className: "controls" },
      ...["safetensors", "onnx"].map(format => button(`Save the network (${format === "onnx" ? "ONNX" : format})`, async () =>
        save(`playground.${format}`, await askForBytes("/api/export", { id: live.id(), network: 0, format }), "application/octet-stream"))),
      button("Save the C# program", () => save("playground.cs", program))),
    h("details", {}, h("summary", {}, "The same in C#"), code));
  showSettings();
  const repaint = () => { paint(); curves.again(); };
  addEventListener("paint", repaint);

  function look([x, y]) {
    cursor = [x, y];
    if (live.id()) probe({ id: live.id(), x, y });
  }

  function draw([x, y]) {
    if (settings.data !== "own") return;
    settings.own = [...settings.own, Number(x.toFixed(3)), Number(y.toFixed(3)), brush];
    live.open();
  }

  function readCsv(text) {
    const rows = text.split(/\r?\n/).map(line => line.split(/[,;\t]/).map(Number)).filter(row => row.length >= 3 && row.slice(0, 3).every(Number.isFinite));
    change({ data: "own", own: rows.flatMap(row => row.slice(0, 3)) });
  }

  function change(part) {
    settings = { ...settings, ...part };
    if (settings.data === "own" && settings.own.length < 6) settings.own = [-0.5, 0, 0, 0.5, 0, 1];
    showSettings();
    live.open();
  }

  /** Takes an input in or out; one always stays. */
  function toggle(word) {
    const taken = settings.inputs.split(","), next = inputs.map(([name]) => name).filter(name => taken.includes(name) !== (name === word));
    change({ inputs: next.join(",") || word });
  }

  function paint() {
    if (!picture || !points) return;
    const grid = bytes(picture.grid);
    field.map(mapSide, i => classColour(grid[i]));
    field.points(points.test, 3.5, true);
    field.points(points.train);
    curves.draw([{ values: loss, colour: colour("blue") }, { values: testLoss, colour: colour("orange"), dash: [5, 4] }]);
    for (const [name, text] of [["Step", picture.step], ["Epoch", picture.epoch], ["Loss", digits(picture.loss)], ["Test loss", digits(picture.testLoss)],
      ["Accuracy", digits(picture.accuracy, 4)], ["Test accuracy", digits(picture.testAccuracy, 4)], ["Learning rate", Number(picture.rate).toPrecision(4)],
      ["Gradient norm", Number(picture.gradientNorm).toPrecision(4)], ["Steps a second", Math.round(picture.stepsPerSecond)], ["Seed", settings.seed]]) shown.set(name, String(text));
    if (ended.textContent !== (picture.ended ?? "")) ended.textContent = picture.ended ?? "";
    paintNetwork();
  }

  /** The layers from left to right; a line for every weight, as wide as it is large, in the colour of its sign. */
  function paintNetwork() {
    const names = settings.inputs.split(",").map(word => inputs.find(([name]) => name === word)?.[1] ?? word);
    const widths = [names.length, ...settings.hidden, points.classes], unit = 30, gap = 38, across = 120;
    const height = Math.max(...widths) * gap + 8, px = layer => 24 + layer * across, py = (layer, i) => height / 2 + (i - (widths[layer] - 1) / 2) * gap;
    let canvas = network.firstChild;
    if (canvas?.width !== (widths.length - 1) * across + 60 || canvas.height !== height) {
      canvas = h("canvas", { width: (widths.length - 1) * across + 60, height, role: "img", "aria-label": `A network with layers of ${widths.join(", ")} units` });
      network.replaceChildren(canvas);
    }
    const pen = canvas.getContext("2d"), units = bytes(picture.units), largest = Math.max(...picture.weights.map(Math.abs), 1e-9);
    pen.clearRect(0, 0, canvas.width, height);
    let k = 0;
    for (let layer = 1; layer < widths.length; layer++) for (let i = 0; i < widths[layer - 1]; i++) for (let j = 0; j < widths[layer]; j++, k++) {
      const weight = picture.weights[k];
      pen.strokeStyle = colour(weight < 0 ? "orange" : "blue");
      pen.globalAlpha = 0.25 + 0.75 * Math.abs(weight) / largest;
      pen.lineWidth = 0.3 + 5 * Math.abs(weight) / largest;
      pen.beginPath();
      pen.moveTo(px(layer - 1) + unit / 2, py(layer - 1, i));
      pen.lineTo(px(layer) - unit / 2, py(layer, j));
      pen.stroke();
    }
    pen.globalAlpha = 1;
    let map = 0;
    for (let layer = 0; layer < widths.length; layer++) for (let i = 0; i < widths[layer]; i++) {
      const [left, top] = [px(layer) - unit / 2, py(layer, i) - unit / 2], hidden = layer > 0 && layer < widths.length - 1;
      pen.fillStyle = hidden ? colour("panel") : layer === 0 ? colour("panel") : rgb(classColours[i]);
      pen.fillRect(left, top, unit, unit);
      if (hidden) paintUnit(pen, units.subarray(map * unitSide ** 2, (map + 1) * unitSide ** 2), left, top, unit), map++;
      pen.strokeStyle = colour("soft");
      pen.lineWidth = 1;
      pen.strokeRect(left, top, unit, unit);
      pen.fillStyle = layer === 0 ? colour("ink") : "#fff";
      pen.font = `${layer === 0 && names[i].length > 2 ? 9 : 13}px system-ui, sans-serif`;
      pen.textAlign = "center";
      if (!hidden) pen.fillText(layer === 0 ? names[i] : String(i + 1), px(layer), py(layer, i) + 5);
    }
  }

  function showSettings() {
    const text = (label, name, words) => choice(label, words, settings[name], value => change({ [name]: value }));
    const count = (label, name, min, max, step = "any") => number(label, settings[name] ?? "", { min, max, step }, value => change({ [name]: value }));
    const layers = settings.hidden.map((width, i) => number(`Layer ${i + 1}`, width, { min: 1, max: 16, step: 1 }, value => change({ hidden: settings.hidden.map((old, k) => k === i ? value : old) })));
    controls.replaceChildren(
      h("div", { className: "controls" }, text("Data", "data", ["circles", "xor", "spirals", "moons", "blobs", ["own", "own points"]]),
        count("Noise", "noise", 0, 1), count("Seed", "seed", 0, 1e9, 1),
        settings.data === "own" ? choice("Click or Enter adds a point of", classColours.map((_, i) => [String(i), `class ${i + 1}`]), String(brush), value => { brush = Number(value); }) : null,
        settings.data === "own" ? button("Remove all", () => change({ own: [-0.5, 0, 0, 0.5, 0, 1] })) : null,
        h("div", { className: "field" }, h("label", { htmlFor: file.id = "csv" }, "From a CSV of x, y, class from 0"), file)),
      h("fieldset", { className: "controls" }, h("legend", {}, "Inputs"), inputs.map(([word, label]) => check(label, settings.inputs.split(",").includes(word), () => toggle(word)))),
      h("div", { className: "controls" }, layers,
        button("Add a layer", () => change({ hidden: [...settings.hidden, 8] }), { disabled: settings.hidden.length === 8 }),
        button("Remove one", () => change({ hidden: settings.hidden.slice(0, -1) }), { disabled: settings.hidden.length === 0 }),
        text("Activation", "activation", activations), text("Initialiser", "initialiser", initialisers)),
      h("div", { className: "controls" }, text("Optimizer", "optimizer", optimizers), count("Learning rate", "learningRate", 1e-6, 100),
        count("Momentum or β₁", "momentum", 0, 0.9999), text("Schedule", "schedule", schedules), count("its steps", "totalSteps", 1, 1e7, 1),
        count("Batch size", "batch", 1, 256, 1), count("Weight decay", "weightDecay", 0, 10), count("Dropout", "dropout", 0, 0.9), count("Stop below a loss of", "stopAtLoss", 0, 10),
        count("or after so many epochs without a lower test loss", "patience", 0, 1e6, 1)));
  }

  return () => { live.close(); probe.close(); removeEventListener("paint", repaint); };
}

const unitCanvas = document.createElement("canvas");
unitCanvas.width = unitCanvas.height = unitSide;

function paintUnit(pen, map, left, top, size) {
  const few = unitCanvas.getContext("2d"), image = few.createImageData(unitSide, unitSide);
  map.forEach((value, i) => image.data.set([255 - value * 0.85, 255 - value * 0.6, 255 - value * 0.25, 255], 4 * i));
  few.putImageData(image, 0, 0);
  pen.drawImage(unitCanvas, left, top, size, size);
}

export function read(address, from = usual) {
  const settings = structuredClone(from);
  for (const [name, value] of Object.entries(from)) {
    const text = address[name];
    if (text === undefined) continue;
    settings[name] = Array.isArray(value) ? text.split(",").filter(part => part !== "").map(Number)
      : typeof value === "number" || value === null ? Number(text) : typeof value === "boolean" ? text === "true" : text;
  }
  if (settings.data === "own" && settings.own.length < 6) settings.own = [-0.5, 0, 0, 0.5, 0, 1];
  return settings;
}

export const write = (settings, from = usual) => Object.fromEntries(Object.entries(settings)
  .filter(([name, value]) => String(value) !== String(from[name])).map(([name, value]) => [name, String(value)]));

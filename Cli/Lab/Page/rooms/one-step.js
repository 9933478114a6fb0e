// Room 1: the network of docs/backprop.md, a number at a time. The server computes every number; the page reveals them.
import { button, check, choice, digits, field, h, number, save, wide } from "../dom.js";
import { latest } from "../api.js";
import { draw } from "./network.js";

const example = {
  activation: "relu", loss: "softmax", optimizer: "sgd", learningRate: 0.1, input: [0.5, -1], target: [0, 1],
  w1: [0.2, -0.4, 0.6, -0.3, 0.5, -0.1], b1: [0.1, 0.2, -0.1], w2: [0.7, -0.2, 0.4, 0.1, -0.5, 0.8],
  b2: [0.05, -0.05], steps: 0, mistake: false,
};
const activations = ["relu", "sigmoid", "tanh", "gelu", "leaky-relu", "elu", "silu", "softplus"];
const phases = { Forward: "Forward", Loss: "Loss", Backward: "Backward", Update: "Update" };
const mostSteps = 500;

export function open(main, address, keep) {
  let state = read(address), at = Number(address.at) || 0, reply = null, chosen = address.number ?? null;
  let playing = 0, wantsLast = false;

  const picture = h("div"), where = h("p", { "aria-live": "polite" }), explanation = h("div", { className: "panel", "aria-live": "polite" });
  const tables = h("div"), numbers = h("div"), program = h("pre", { tabIndex: 0 });
  const back = button("◀ Back", () => move(-1)), next = button("Next ▶", () => move(1), { className: "main" });
  const play = button("Play", () => playing ? stop() : start());
  const ask = latest("/api/one-step", answer => {
    reply = answer;
    at = wantsLast ? reply.groups.length : Math.min(at, reply.groups.length);
    wantsLast = false;
    show();
  });

  main.append(
    h("h1", {}, "One step by hand"),
    h("p", { className: "lead" }, "Two inputs, three hidden units, two outputs, one example. Next computes one group of numbers; "
      + "choose a number, in the picture or in a table, to see what it is made of."),
    h("div", { className: "controls" }, back, next, play,
      button("Whole step", () => { if (at < reply?.groups.length) { at = reply.groups.length; show(); } else move(1, true); }),
      button("Start again", () => { stop(); at = 0; change({ steps: 0 }); }),
      button("The example of the docs", () => { stop(); at = 0; chosen = null; state = { ...example }; settings(); send(); })),
    where, wide("The network", picture), explanation, tables,
    h("h2", {}, "Settings"), numbers,
    h("h2", {}, "The same in C#"), program,
    h("div", { className: "controls" }, button("Save the program", () => save("one-step.cs", reply.program))));
  settings();
  send();
  const keys = event => {
    if (event.target.closest("input, select, button, .wide")) return;
    if (event.key === "ArrowRight") move(1);
    if (event.key === "ArrowLeft") move(-1);
  };
  addEventListener("keydown", keys);

  function change(part) {
    state = { ...state, ...part };
    send();
  }

  function send() {
    ask(state);
  }

  function move(by, whole = false) {
    if (!reply) return;
    if (at + by < 0) {
      if (state.steps === 0) return;
      wantsLast = true;
      return change({ steps: state.steps - 1 });
    }
    if (at + by > reply.groups.length) {
      if (state.steps === mostSteps) return stop();
      at = 0;
      wantsLast = whole;
      return change({ steps: state.steps + 1 });
    }
    at += by;
    chosen = null;
    show();
  }

  function start() {
    playing = setInterval(() => move(1), 900);
    play.textContent = "Pause";
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = "Play";
  }

  function choose(symbol) {
    if (symbol === chosen) return;
    chosen = symbol;
    show();
  }

  function show() {
    const groups = reply.groups.slice(0, at), last = groups.at(-1);
    keep({ ...write(state), at, number: chosen ?? undefined });
    back.disabled = at === 0 && state.steps === 0;
    where.textContent = `Step ${state.steps + 1}, ${at} of ${reply.groups.length}: `
      + (last ? `${phases[last.phase]}, ${last.formula}.` : "the weights as they are; nothing is computed yet.");
    picture.replaceChildren(draw(state, reply, groups, choose));
    explain(groups);
    showTables(groups);
    program.textContent = reply.program;
  }

  function explain(groups) {
    const all = groups.flatMap(group => group.numbers.map(one => [group, one]));
    const [group, found] = all.find(([, one]) => one.symbol === chosen) ?? [groups.at(-1), groups.at(-1)?.numbers[0]];
    explanation.replaceChildren(...(found ? explainNumber(group, found) : [h("p", {}, "Press Next to compute the first numbers.")]));
  }

  function showTables(groups) {
    const focused = document.activeElement?.dataset?.symbol;
    tables.replaceChildren(...Object.keys(phases).map(phase => {
      const ofPhase = groups.filter(group => group.phase === phase);
      return ofPhase.length === 0 ? h("span") : h("section", {}, h("h2", {}, phases[phase]), wide(`${phases[phase]}: numbers`,
        h("table", { className: "numbers" }, h("tbody", {}, ofPhase.flatMap(rowsOf)))));
    }));
    if (focused) tables.querySelector(`[data-symbol="${focused}"]`)?.focus();
  }

  function rowsOf(group) {
    return Array.from({ length: group.rows }, (_, row) => h("tr", {},
      h("th", { scope: "row" }, row === 0 ? group.symbol : `${group.symbol}, row ${row + 1}`),
      group.numbers.slice(row * group.columns, (row + 1) * group.columns).map(one => h("td", {},
        button(digits(one.value), () => choose(one.symbol), {
          "data-symbol": one.symbol, "aria-pressed": one.symbol === chosen ? "true" : "false",
          "aria-label": `${one.symbol} is ${digits(one.value)}`, className: isWrong(one) ? "bad" : "",
        })))));
  }

  function settings() {
    const vector = (label, name, rows, columns) => h("fieldset", { className: `grid${columns}` }, h("legend", {}, label),
      state[name].map((value, i) => number(
        rows === 1 ? `${i + 1}` : `${Math.floor(i / columns) + 1},${i % columns + 1}`, value, {}, typed => {
          at = name === "input" || name === "target" ? at : 0;
          change({ [name]: state[name].map((old, k) => k === i ? typed : old), steps: 0 });
        })));
    numbers.replaceChildren(
      h("div", { className: "controls" },
        choice("Activation", activations, state.activation, activation => change({ activation })),
        choice("Loss", [["softmax", "softmax cross-entropy"], ["squared", "mean squared error"]], state.loss, loss => change({ loss })),
        choice("Optimizer", [["sgd", "gradient descent"], ["momentum", "momentum 0.9"], ["adam", "Adam"]], state.optimizer, optimizer => change({ optimizer })),
        number("Learning rate", state.learningRate, { min: 0, max: 10 }, learningRate => change({ learningRate })),
        check("Plant a mistake: forget the activation's slope", state.mistake, mistake => change({ mistake }))),
      h("div", { className: "columns" },
        vector("Input x", "input", 1, 2), vector("Target t", "target", 1, 2), vector("W1, from input to unit", "w1", 2, 3),
        vector("b1", "b1", 1, 3), vector("W2, from unit to output", "w2", 3, 2), vector("b2", "b2", 1, 2)));
  }

  return () => { stop(); ask.close(); removeEventListener("keydown", keys); };
}

/** A gradient that the central difference doesn't confirm. */
export const isWrong = one => one.error !== undefined && !(one.error <= 1e-3);

function explainNumber(group, one) {
  const sum = one.terms.map((term, i) => (i ? " + " : "") + term.factors.map(factor => factor.symbol).join(" · ")).join("").replaceAll(" + −", " − ");
  const put = one.terms.map((term, i) => (i ? " + " : "") + term.factors.map(factor => wrap(digits(factor.value))).join(" · ")).join("");
  const around = text => one.function ? `${one.function}(${text})` : text;
  const rows = one.terms.length < 2 ? [] : one.terms.map(term => h("tr", {},
    h("th", { scope: "row" }, term.factors.map(factor => factor.symbol).join(" · ")),
    h("td", {}, term.factors.map(factor => digits(factor.value)).join(" · ")), h("td", {}, digits(term.product))));
  return [
    h("p", { className: "formula" }, `${group.formula}`),
    h("p", { className: "formula", "data-explained": one.symbol }, one.terms.length
      ? `${one.symbol} = ${around(sum)} = ${around(put)} = ${digits(one.value)}` : `${one.symbol} = ${digits(one.value)}`),
    rows.length ? wide("Terms", h("table", {}, h("caption", {}, "Its terms"), h("tbody", {}, rows))) : h("span"),
    one.numeric === undefined ? h("span") : h("p", { className: isWrong(one) ? "bad" : "good", "data-check": one.symbol },
      `Central difference of the loss: ${digits(one.numeric)}, ${isWrong(one)
        ? `which is not ${digits(one.value)}: the backward pass is wrong here, or the function has a kink.`
        : `the same but for ${Number(one.error).toExponential(1)} of it.`}`),
  ];
}

const wrap = text => text.startsWith("−") ? `(${text})` : text;

function read(address) {
  const state = { ...example };
  for (const [name, value] of Object.entries(example)) {
    const text = address[name];
    if (text === undefined) continue;
    state[name] = Array.isArray(value) ? text.split(",").map(Number) : typeof value === "number" ? Number(text)
      : typeof value === "boolean" ? text === "true" : text;
  }
  return state;
}

const write = state => Object.fromEntries(Object.entries(state).filter(([name, value]) => String(value) !== String(example[name]))
  .map(([name, value]) => [name, String(value)]));

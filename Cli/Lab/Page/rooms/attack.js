// Room 5: draw a digit, and see what an attack makes of it. The server attacks; the page shows what it sends.
import { button, choice, colour, digits, h, number, wide } from "../dom.js";
import { ask, latest } from "../api.js";
import { chart } from "../chart.js";
import { bytes } from "../plane.js";
import { picture, show as showDigit, side, verdict } from "../digits.js";

const size = 280;

export function open(main, address, keep) {
  const state = { epsilon: Number(address.epsilon ?? 0.1), steps: Number(address.steps ?? 10), reach: Number(address.reach ?? 1), label: Number(address.label ?? -1), index: Number(address.index ?? 0) };
  let pixels = new Uint8Array(side * side), drawn = address.pixels ?? null, reply = null, at = state.steps, cursor = [14, 14];
  const pad = h("canvas", { width: side, height: side, className: "pixels", tabIndex: 0, role: "img",
    "aria-label": "The digit. Draw with the mouse, or move with the arrow keys and paint with the space bar." });
  pad.style.width = `${size}px`;
  pad.style.touchAction = "none";
  const status = h("p", { role: "status" }, "Two small classifiers and an autoencoder are trained when this is first asked for: some seconds."), results = h("div"), both = h("div", { className: "columns" });
  const slider = h("input", { type: "range", min: 0, max: state.steps, value: at, "aria-label": "Step of the ascent", oninput: () => { at = Number(slider.value); showResults(); } });
  const attack = latest("/api/attack", (answer, asked) => { reply = answer; at = Math.min(at, asked.steps); slider.max = asked.steps; slider.value = at; showResults(); });

  main.append(
    h("h1", {}, "Attack"),
    h("p", { className: "lead" }, "What a classifier says of a digit, and how little has to change for it to say something else."),
    h("div", { className: "columns" },
      h("div", {}, pad, h("div", { className: "controls" }, button("Clear", () => { pixels.fill(0); drawn = ""; send(); }),
        button("Another digit", () => { state.index = (state.index + 1) % 1000; drawn = null; load(); }))),
      h("div", {}, h("div", { className: "controls" },
        number("ε, the largest change of a pixel", state.epsilon, { min: 0, max: 1 }, value => { state.epsilon = value; send(); }),
        number("Steps of the ascent", state.steps, { min: 1, max: 40, step: 1 }, value => { state.steps = at = value; send(); }),
        number("Reach of the prompt", state.reach, { min: 0, max: 10 }, value => { state.reach = value; send(); }),
        choice("It is", [["-1", "what the first one says"], ...Array.from({ length: 10 }, (_, i) => [String(i), String(i)])], String(state.label), value => { state.label = Number(value); send(); })),
        status)),
    results);
  pad.addEventListener("pointerdown", event => { pad.setPointerCapture(event.pointerId); paintAt(event); });
  pad.addEventListener("pointermove", event => { if (event.buttons) paintAt(event); });
  pad.addEventListener("keydown", event => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (move) cursor = cursor.map((value, i) => Math.min(27, Math.max(0, value + move[i])));
    if (event.key === " ") dab(...cursor);
    if (move || event.key === " ") { event.preventDefault(); showPad(); }
  });
  const repaint = () => { if (reply) showResults(); };
  addEventListener("paint", repaint);
  if (drawn) { pixels = bytes(drawn.replaceAll("-", "+").replaceAll("_", "/")); send(); } else load();

  async function load() {
    try {
      const answer = await ask("/api/digit", { index: state.index });
      pixels = bytes(answer.pixels);
      send();
    } catch { /* said on the page */ }
  }

  function paintAt(event) {
    const box = pad.getBoundingClientRect();
    dab((event.clientX - box.left) / box.width * side - 0.5, (event.clientY - box.top) / box.height * side - 0.5);
  }

  /** A soft brush. */
  function dab(x, y) {
    for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) {
      const near = 1.6 - Math.hypot(column - x, row - y), i = row * side + column;
      if (near > 0) pixels[i] = Math.max(pixels[i], Math.round(255 * Math.min(1, near)));
    }
    drawn = "";
    send();
  }

  function send() {
    showPad();
    const text = btoa(String.fromCharCode(...pixels));
    keep({ ...state, pixels: drawn === null ? undefined : text.replaceAll("+", "-").replaceAll("/", "_") });
    attack({ pixels: text, label: state.label, epsilon: state.epsilon, steps: state.steps, reach: state.reach });
  }

  function showPad() {
    showDigit(pad, pixels);
    if (document.activeElement === pad) {
      const pen = pad.getContext("2d");
      pen.fillStyle = "#f60";
      pen.fillRect(...cursor, 1, 1);
    }
  }

  function showResults() {
    status.textContent = `Attacked away from ${reply.label}. Nothing here was trained on this digit; seed 0.`;
    const inTable = document.activeElement === slider;
    both.replaceChildren(...reply.classifiers.map((one, k) => section(one, k)));
    results.replaceChildren(h("div", { className: "field" }, h("span", {}, "Step of the ascent"), slider), both);
    if (inTable) slider.focus();
  }

  function section(one, k) {
    const step = one.steps[at], losses = chart("The loss at each step of the ascent", 420, 150);
    losses.draw([{ values: one.steps.map((seen, i) => [i, seen.loss]), colour: colour("blue") }]);
    const seen = (name, image) => h("div", {}, picture(name, bytes(image.image)), verdict(image.probabilities, `${k} ${name}`));
    return h("section", { className: "panel" },
      h("h2", {}, `The classifier ${one.name}`),
      h("p", {}, `It has ${digits(100 * one.accuracy, 1)} % of a thousand held-out digits right. `,
        one.certifiedRadius > 0 ? `Proved: no change of up to ${digits(one.certifiedRadius, 4)} for each pixel makes it say anything but ${reply.label}.`
          : "Nothing can be proved of this image: it says another digit already."),
      h("p", { className: "formula" }, "image + ε · sign(gradient of the loss) = adversarial image"),
      wide(`The fast sign method, ${one.name}`, h("div", { className: "pictures" }, seen("image", one.original), h("span", {}, "+ ε ·"),
        picture("sign: blue −1, orange 1", bytes(one.sign), signColour), h("span", {}, "="), seen("adversarial", one.fastSign))),
      h("h3", {}, "Projected gradient ascent"),
      h("div", { className: "columns" }, h("div", {}, seen("after the step", step),
        h("p", { "data-step": k }, `Step ${at}: loss ${digits(step.loss)}, largest change ${digits(step.distance, 4)} of ${state.epsilon}.`)), losses.canvas),
      h("h3", {}, "Through the prompt"),
      wide(`Through the prompt, ${one.name}`, h("div", { className: "pictures" }, seen("decoded", one.throughPrompt[0]), h("span", {}, "→"), seen("prompt moved", one.throughPrompt[1]))),
      h("p", { className: "hint" }, `The prompt of the image has moved by ${digits(one.throughPrompt[1].distance, 4)} of ${state.reach} in the plane of prompts; the decoder makes a digit of it again.`));
  }

  return () => { attack.close(); removeEventListener("paint", repaint); };
}

const signColour = value => value > 128 ? [194, 65, 12] : value < 128 ? [31, 95, 191] : [128, 128, 128];

// Room 4: the plane of prompts of a variational autoencoder, and the digit of each place.
import { button, check, digits, h, number } from "../dom.js";
import { ask, latest } from "../api.js";
import { bytes, classColours } from "../plane.js";
import { picture, show as showDigit, side, verdict } from "../digits.js";

const reach = 3, size = 420, places = 12;
const tenColours = [...classColours, [200, 60, 120], [110, 110, 110], [80, 60, 20], [60, 160, 220]];

export function open(main, address, keep) {
  let at = [Number(address.x ?? 0), Number(address.y ?? 0)], from = address.from ? address.from.split(",").map(Number) : null, shows = true, plane = null, closed = false;
  const canvas = h("canvas", { width: size, height: size, tabIndex: 0, role: "img", "aria-label": "The plane of prompts. Click, or move with the arrow keys." });
  const status = h("p", { role: "status" }, "The autoencoder is trained when this is first asked for: some seconds."), digit = h("div"), between = h("div", { className: "pictures" });
  const inputs = ["x", "y"].map((name, i) => number(name, at[i], { min: -reach, max: reach, step: "any" }, value => { at[i] = value; move(at); }));
  const decode = latest("/api/prompts/decode", answer => {
    const images = bytes(answer.images), first = images.subarray(0, side * side), p = answer.probabilities.slice(0, 10);
    digit.replaceChildren(picture(`The digit at (${digits(at[0], 2)}, ${digits(at[1], 2)})`, first, undefined, 168), verdict(p, "here"));
    const others = images.length / (side * side) - 1;
    between.replaceChildren(...Array.from({ length: others }, (_, i) => picture(`${i + 1} of ${others}`, images.subarray((i + 1) * side * side, (i + 2) * side * side), undefined, 64)));
  });

  main.append(
    h("h1", {}, "Prompts"),
    h("p", { className: "lead" }, "An encoder gives every digit a place in the plane, its prompt, and a decoder makes a digit of every place. Points are held-out digits, coloured by their class."),
    status,
    h("div", { className: "columns" }, h("div", {}, canvas, legend()),
      h("div", {}, digit, h("div", { className: "controls" }, inputs, check("Show the held-out digits", shows, value => { shows = value; paint(); }),
        button("Go on from here", () => { from = [...at]; move(at); }), button("No way", () => { from = null; move(at); })),
        h("p", { className: "hint" }, "Go on from here keeps this place; the digits on the straight way from it to the next place appear below."), between)));
  canvas.addEventListener("pointermove", event => { if (event.buttons) move(where(event)); });
  canvas.addEventListener("click", event => move(where(event)));
  canvas.addEventListener("keydown", event => {
    const by = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (by) { event.preventDefault(); move([at[0] + by[0], at[1] + by[1]]); }
  });
  addEventListener("paint", paint);
  ask("/api/prompts/plane", { side: places }).then(answer => {
    if (closed) return;
    plane = { ...answer, images: bytes(answer.images) };
    status.textContent = "A variational autoencoder with prompts of two numbers, trained on 8000 digits with seed 0.";
    move(at);
  }).catch(() => {});

  function where(event) {
    const box = canvas.getBoundingClientRect();
    return [(2 * (event.clientX - box.left) / box.width - 1) * reach, (1 - 2 * (event.clientY - box.top) / box.height) * reach];
  }

  function move(to) {
    at = to.map(value => Number(Math.min(reach, Math.max(-reach, value)).toFixed(2)));
    inputs.forEach((one, i) => { one.querySelector("input").value = at[i]; });
    keep({ x: at[0], y: at[1], from: from?.join(",") });
    const way = from ? Array.from({ length: 9 }, (_, i) => from.map((start, k) => start + (at[k] - start) * i / 8)).flat() : [];
    decode({ prompts: [...at, ...way] });
    paint();
  }

  function paint() {
    if (!plane) return;
    const pen = canvas.getContext("2d"), one = h("canvas", { width: side, height: side }), cell = size / plane.side;
    for (let i = 0; i < plane.side ** 2; i++) {
      showDigit(one, plane.images.subarray(i * side * side, (i + 1) * side * side), value => [value, value, value]);
      pen.drawImage(one, (i % plane.side) * cell, Math.floor(i / plane.side) * cell, cell, cell);
    }
    const px = x => (x / reach + 1) / 2 * size, py = y => (1 - y / reach) / 2 * size;
    for (let i = 0; shows && i < plane.prompts.length; i += 3) {
      const [r, g, b] = tenColours[plane.prompts[i + 2]];
      pen.fillStyle = `rgb(${r + 40} ${g + 40} ${b + 40})`;
      pen.fillRect(px(plane.prompts[i]) - 2, py(plane.prompts[i + 1]) - 2, 4, 4);
    }
    pen.strokeStyle = "#fff";
    pen.lineWidth = 2;
    if (from) { pen.beginPath(); pen.moveTo(px(from[0]), py(from[1])); pen.lineTo(px(at[0]), py(at[1])); pen.stroke(); }
    pen.beginPath();
    pen.arc(px(at[0]), py(at[1]), 7, 0, 7);
    pen.stroke();
    pen.strokeStyle = "#e00";
    pen.beginPath();
    pen.arc(px(at[0]), py(at[1]), 9, 0, 7);
    pen.stroke();
  }

  return () => { closed = true; decode.close(); removeEventListener("paint", paint); };
}

const legend = () => h("p", { className: "hint" }, tenColours.map(([r, g, b], i) => {
  const dot = h("span", { className: "swatch" });
  dot.style.backgroundColor = `rgb(${r + 40} ${g + 40} ${b + 40})`;
  return [dot, `${i}  `];
}));

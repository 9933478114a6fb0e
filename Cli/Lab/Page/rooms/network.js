// The picture of room 1: every edge has its weight, and its gradient once that is computed.
import { digits, s } from "../dom.js";
import { isWrong } from "./one-step.js";

const x = { input: 60, hidden: 345, logits: 640, p: 740 };
const half = { input: 46, hidden: 58, logits: 56 }; // of the width of a node
const rows = { input: [110, 290], hidden: [70, 200, 330], logits: [110, 290] };
/** How far along its edge each weight stands, so that no two meet. */
const places = { w1: [[0.5, 0.35, 0.25], [0.25, 0.35, 0.5]], w2: [[0.4, 0.2], [0.65, 0.65], [0.2, 0.4]] };
const short = value => digits(value, 4);

/**
 * @param groups the numbers that are computed so far
 * @param choose is given the symbol of a number that is clicked or pointed at
 */
export function draw(state, reply, groups, choose) {
  const known = new Map(groups.flatMap(group => group.numbers.map(one => [one.symbol, one])));
  const fresh = new Set(groups.at(-1)?.numbers.map(one => one.symbol));
  const picture = s("svg", { viewBox: "0 0 900 400", class: "network", role: "img",
    "aria-label": "The network: two inputs, three hidden units, two outputs. The tables below hold its numbers." });

  const text = (px, py, symbol, value, kind = "", label = "") => {
    const one = known.get(symbol);
    const element = s("text", { x: px, y: py, "text-anchor": "middle", class: `${kind} ${fresh.has(symbol) ? "fresh" : ""} ${one && isWrong(one) ? "wrong" : ""}` },
      label ? s("tspan", { class: "label" }, `${label} `) : "", short(one?.value ?? value));
    if (one) {
      element.setAttribute("data-number", symbol);
      element.addEventListener("click", () => choose(symbol));
      element.addEventListener("pointerenter", () => choose(symbol));
    }
    picture.append(element);
  };
  const ifKnown = (px, py, symbol, kind, label) => { if (known.has(symbol)) text(px, py, symbol, 0, kind, label); };

  /** A weight: what it is now, updated if the update has come, and its gradient. */
  const weight = (px, py, name, index, value) => {
    const updated = `${name}.updated[${index}]`;
    text(px, py, known.has(updated) ? updated : `${name}[${index}]`, value);
    ifKnown(px, py + 15, `d${name}[${index}]`, "gradient", "d");
  };

  edges(picture, "input", "hidden");
  edges(picture, "hidden", "logits");
  for (const [layer, height] of [["input", 26], ["hidden", 40], ["logits", 30]]) {
    rows[layer].forEach(y => node(picture, x[layer], y, half[layer], height));
  }
  rows.input.forEach((from, i) => rows.hidden.forEach((to, j) => {
    const [px, py] = along("input", "hidden", from, to, places.w1[i][j]);
    weight(px, py, "W1", `${i + 1},${j + 1}`, reply.w1[3 * i + j]);
  }));
  rows.hidden.forEach((from, i) => rows.logits.forEach((to, j) => {
    const [px, py] = along("hidden", "logits", from, to, places.w2[i][j]);
    weight(px, py, "W2", `${i + 1},${j + 1}`, reply.w2[2 * i + j]);
  }));
  rows.input.forEach((y, i) => {
    text(x.input, y + 5, `x[${i + 1}]`, state.input[i], "", `x${i + 1}`);
    ifKnown(x.input, y + 43, `dx[${i + 1}]`, "gradient", "d");
  });
  rows.hidden.forEach((y, j) => {
    ifKnown(x.hidden, y - 20, `a[${j + 1}]`, "", "a");
    ifKnown(x.hidden, y - 4, `h[${j + 1}]`, "", "h");
    ifKnown(x.hidden, y + 13, `dh[${j + 1}]`, "gradient", "dh");
    ifKnown(x.hidden, y + 29, `da[${j + 1}]`, "gradient", "da");
    weight(x.hidden, y + 53, "b1", j + 1, reply.b1[j]);
  });
  rows.logits.forEach((y, k) => {
    ifKnown(x.logits, y - 3, `logits[${k + 1}]`, "", "");
    ifKnown(x.logits, y + 16, `dLogits[${k + 1}]`, "gradient", "d");
    weight(x.logits, y + 45, "b2", k + 1, reply.b2[k]);
    ifKnown(x.p + 5, y + 5, `p[${k + 1}]`, "", "p");
    text(x.p + 95, y + 5, `t[${k + 1}]`, state.target[k], "", "t");
  });
  ifKnown(x.p + 40, 190, "loss", "", "loss");
  ifKnown(x.p + 40, 212, "loss.updated", "", "then");
  for (const [px, label] of [[x.input, "input"], [x.hidden, state.activation], [x.logits, "logits"], [x.p + 40, "loss"]]) {
    picture.append(s("text", { x: px, y: 18, "text-anchor": "middle", class: "label" }, label));
  }
  return picture;
}

function edges(picture, left, right) {
  for (const from of rows[left]) for (const to of rows[right]) {
    picture.append(s("line", { x1: x[left], y1: from, x2: x[right], y2: to, class: "edge" }));
  }
}

const node = (picture, px, y, width, height) => picture.append(s("rect",
  { x: px - width, y: y - height, width: 2 * width, height: 2 * height, rx: 10, class: "node" }));

/** A place on an edge, a share of the way between the two nodes. */
function along(left, right, from, to, share) {
  const width = x[right] - x[left], px = half[left] + share * (width - half[left] - half[right]);
  return [x[left] + px, from + px / width * (to - from) - 2];
}

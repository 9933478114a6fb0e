// Curves on a canvas: loss over steps. It draws what it is given; all numbers come from the server.
import { colour, h } from "./dom.js";

/** A chart with a text for those who don't see it. */
export function chart(label, width = 520, height = 220) {
  const canvas = h("canvas", { width, height, role: "img", "aria-label": label });
  const pen = canvas.getContext("2d");
  let last = null;

  /**
   * @param series each a list of [x, y] with its colour and dash
   * @param log whether y is drawn by its logarithm
   */
  function draw(series, log = false) {
    last = [series, log];
    pen.clearRect(0, 0, width, height);
    const scale = log ? Math.log10 : value => value;
    const points = series.flatMap(one => one.values).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y) && (!log || y > 0));
    if (points.length === 0) return;
    let [left, right] = range(points.map(([x]) => x)), [low, high] = range(points.map(([, y]) => scale(y)));
    if (!log) low = Math.min(low, 0);
    if (high === low) high = low + 1;
    if (right === left) right = left + 1;
    const px = x => 62 + (x - left) / (right - left) * (width - 74), py = y => height - 24 - (scale(y) - low) / (high - low) * (height - 36);
    pen.font = "12px system-ui, sans-serif";
    pen.fillStyle = colour("soft");
    pen.strokeStyle = colour("line");
    for (let i = 0; i <= 4; i++) {
      const value = low + (high - low) * i / 4, y = height - 24 - i / 4 * (height - 36);
      line([[62, y], [width - 12, y]]);
      pen.textAlign = "right";
      pen.fillText(short(log ? 10 ** value : value), 57, y + 4);
    }
    pen.textAlign = "left";
    pen.fillText(short(left), 62, height - 7);
    pen.textAlign = "right";
    pen.fillText(short(right), width - 12, height - 7);
    for (const one of series) {
      pen.strokeStyle = one.colour;
      pen.lineWidth = 2;
      pen.setLineDash(one.dash ?? []);
      line(one.values.filter(([, y]) => Number.isFinite(y) && (!log || y > 0)).map(([x, y]) => [px(x), py(y)]));
    }
    pen.setLineDash([]);
    pen.lineWidth = 1;
  }

  function line(points) {
    pen.beginPath();
    points.forEach(([x, y], i) => i ? pen.lineTo(x, y) : pen.moveTo(x, y));
    pen.stroke();
  }

  return { canvas, draw, again: () => { if (last) draw(...last); } };
}

const range = values => values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);

const short = value => value === 0 ? "0" : Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(0) : String(Number(value.toPrecision(3)));

/** Keeps a curve short: when it is too long, every second point goes. */
export function append(values, point, most = 1000) {
  values.push(point);
  if (values.length > most) for (let i = 1; i < values.length - 1; i++) values.splice(i, 1);
}

// Pictures of digits: 28 × 28 brightnesses on a canvas, and bars of what a classifier says.
import { digits, h } from "./dom.js";

export const side = 28;

export function show(canvas, pixels, colourOf = value => [value, value, value]) {
  const pen = canvas.getContext("2d"), image = pen.createImageData(side, side);
  pixels.forEach((value, i) => image.data.set([...colourOf(value), 255], 4 * i));
  pen.putImageData(image, 0, 0);
}

/** A digit with its caption. */
export function picture(caption, pixels, colourOf, size = 96) {
  const canvas = h("canvas", { width: side, height: side, className: "pixels", role: "img", "aria-label": caption });
  canvas.style.width = `${size}px`;
  if (pixels) show(canvas, pixels, colourOf);
  return h("figure", {}, canvas, h("figcaption", {}, caption));
}

/** The largest first, as many as there is room for. */
export function verdict(probabilities, name) {
  const best = probabilities.map((p, i) => [p, i]).sort((a, b) => b[0] - a[0]).slice(0, 3);
  return h("table", { "aria-label": `What it says: ${name}` }, h("tbody", {}, best.map(([p, i]) => h("tr", {},
    h("th", { scope: "row" }, String(i)), h("td", { "data-p": `${name} ${i}` }, digits(p, 4)), h("td", { className: "left" }, bar(p))))));
}

function bar(share) {
  const one = h("span", { className: "bar" });
  one.style.width = `${Math.max(1, 30 * share)}px`;
  return one;
}

// A square of the plane, from −1.5 to 1.5 in both directions, on a canvas.
import { colour, h } from "./dom.js";

export const reach = 1.5;
export const classColours = [[31, 95, 191], [194, 65, 12], [22, 120, 60], [128, 60, 180], [160, 120, 0], [0, 128, 140]];
const rgb = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

export function plane(label, size = 420) {
  const canvas = h("canvas", { width: size, height: size, role: "img", "aria-label": label });
  const pen = canvas.getContext("2d"), small = h("canvas");
  const px = x => (x / reach + 1) / 2 * size, py = y => (1 - y / reach) / 2 * size;

  /** A grid of colours, stretched over the square. */
  function map(side, colourOf) {
    small.width = small.height = side;
    const few = small.getContext("2d"), image = few.createImageData(side, side);
    for (let i = 0; i < side * side; i++) image.data.set(colourOf(i), 4 * i);
    few.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(small, 0, 0, size, size);
  }

  /** Points with their classes: x, y, class. Each class has its own colour and form. */
  function points(flat, radius = 3.5, open = false) {
    for (let i = 0; i < flat.length; i += 3) {
      dot(flat[i], flat[i + 1], rgb(classColours[flat[i + 2]]), radius, open, flat[i + 2]);
    }
  }

  function dot(x, y, fill, radius, open = false, form = 0) {
    pen.beginPath();
    if (form % 2) pen.rect(px(x) - radius, py(y) - radius, 2 * radius, 2 * radius);
    else pen.arc(px(x), py(y), radius, 0, 7);
    pen.strokeStyle = open ? fill : "#fff";
    pen.lineWidth = open ? 1.5 : 1;
    pen.fillStyle = fill;
    if (!open) pen.fill();
    pen.stroke();
  }

  function arrow(x, y, dx, dy, stroke) {
    const [x1, y1, x2, y2] = [px(x), py(y), px(x + dx), py(y + dy)], angle = Math.atan2(y2 - y1, x2 - x1);
    pen.strokeStyle = stroke;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    for (const side of [-0.5, 0.5]) {
      pen.moveTo(x2, y2);
      pen.lineTo(x2 - 6 * Math.cos(angle + side), y2 - 6 * Math.sin(angle + side));
    }
    pen.stroke();
  }

  function path(flat, stroke) {
    pen.strokeStyle = stroke;
    pen.lineWidth = 2;
    pen.beginPath();
    flat.forEach(([x, y], i) => i ? pen.lineTo(px(x), py(y)) : pen.moveTo(px(x), py(y)));
    pen.stroke();
  }

  /** Where in the plane a pointer is. */
  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [(2 * (event.clientX - box.left) / box.width - 1) * reach, (1 - 2 * (event.clientY - box.top) / box.height) * reach];
  }

  return { canvas, map, points, dot, arrow, path, at, pen };
}

export const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

/** A colour of the map of classes: 32 times the class, plus 31 times how sure it is. */
export function classColour(cell) {
  const [r, g, b] = classColours[cell >> 5], dark = document.documentElement.dataset.theme === "dark", share = (cell & 31) / 31 * 0.75;
  const paper = dark ? [20, 23, 27] : [255, 255, 255];
  return [r, g, b].map((value, i) => paper[i] + (value - paper[i]) * share).concat(255);
}

/** From generated to real. */
export function realColour(value) {
  const share = value / 255, [a, b] = document.documentElement.dataset.theme === "dark" ? [[96, 44, 16], [22, 56, 110]] : [[250, 214, 190], [190, 212, 248]];
  return a.map((from, i) => from + (b[i] - from) * share).concat(255);
}

export { rgb, colour };

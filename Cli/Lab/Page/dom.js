// Small pieces that all rooms are written with. Text is always set as text, never as markup.

const vector = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !(element instanceof SVGElement) && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
export const s = (tag, properties, ...children) => fill(document.createElementNS(vector, tag), properties, children);

let fields = 0;

/** A control with its label above it. */
export function field(label, control) {
  control.id ||= `field${++fields}`;
  return h("div", { className: control.type === "checkbox" ? "field check" : "field" },
    h("label", { htmlFor: control.id }, label), control);
}

/** A list of words, or of [word, label]. */
export function choice(label, words, value, onchange) {
  const list = h("select", { onchange: () => onchange(list.value) },
    words.map(word => Array.isArray(word) ? word : [word, word])
      .map(([word, text]) => h("option", { value: word, selected: word === value }, text)));
  return field(label, list);
}

/** A number; what is none, or out of its range, is not passed on and shown as wrong. */
export function number(label, value, { min = -100, max = 100, step = "any" }, onchange) {
  const input = h("input", {
    type: "number", value, min, max, step, onchange: () => { if (input.reportValidity() && input.value !== "") onchange(Number(input.value)); },
  });
  return field(label, input);
}

export function check(label, value, onchange) {
  const input = h("input", { type: "checkbox", checked: value, onchange: () => onchange(input.checked) });
  return field(label, input);
}

export const button = (label, onclick, properties) => h("button", { type: "button", onclick, ...properties }, label);

/** Figures with their names; set(name, text) changes one. */
export function figures(names) {
  const values = Object.fromEntries(names.map(name => [name, h("dd", { "data-figure": name }, "–")]));
  const list = h("dl", { className: "figures" }, names.map(name => h("div", {}, h("dt", {}, name), values[name])));
  return { list, set: (name, text) => { if (values[name].textContent !== text) values[name].textContent = text; } };
}

/** What may be wider than a narrow screen scrolls by itself, by keyboard too. */
export const wide = (label, ...content) =>
  h("div", { className: "wide", role: "region", tabIndex: 0, "aria-label": label }, ...content);

export const digits = (value, count = 6) =>
  typeof value !== "number" ? String(value) : value.toFixed(count).replace("-", "−");

/** A colour of the page, for canvases. */
export function colour(name) {
  if (!colours.has(name)) colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colours.get(name);
}

const colours = new Map(); // asked for thousands of times a second
addEventListener("paint", () => colours.clear());

export function save(name, content, type = "text/plain") {
  const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

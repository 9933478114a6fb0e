// The frame of the page: which room is open stands in the address, with the room's state.
import { h } from "./dom.js";

const rooms = [
  ["one-step", "One step by hand"], ["playground", "Playground"], ["gan", "GAN"],
  ["prompts", "Prompts"], ["attack", "Attack"], ["rates", "Learning rate"],
];
const main = document.getElementById("room");
const nav = document.querySelector("nav");
let current = null, close = null, written = "";

nav.append(...rooms.map(([name, title]) => h("a", { href: `#/${name}` }, title)));

/** Writes the state of the room into the address, without a step back for every change. */
function keep(state) {
  const query = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== undefined));
  written = `#/${current}?${query}`;
  history.replaceState(null, "", written);
  localStorage.setItem("scratch-lab", written);
}

async function open() {
  if (location.hash === written) return;
  if (location.hash === "#room") return main.focus();
  const [, name, query] = /^#\/([a-z-]+)\??(.*)$/.exec(location.hash) ?? [];
  const room = rooms.find(([known]) => known === name);
  if (!room) {
    location.replace(localStorage.getItem("scratch-lab") ?? `#/${rooms[0][0]}`);
    return;
  }
  close?.();
  close = null;
  current = name;
  written = location.hash;
  document.title = `${room[1]} – Scratch lab`;
  for (const link of nav.children) {
    if (link.hash.startsWith(`#/${name}`)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const module = await import(`./rooms/${name}.js`);
  if (current !== name) return;
  main.replaceChildren();
  close = module.open(main, Object.fromEntries(new URLSearchParams(query)), keep);
}

const theme = document.getElementById("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
function paint() {
  const chosen = localStorage.getItem("scratch-theme") ?? (dark.matches ? "dark" : "light");
  document.documentElement.dataset.theme = chosen;
  theme.textContent = chosen === "dark" ? "Light" : "Dark";
  dispatchEvent(new Event("paint"));
}
theme.addEventListener("click", () => {
  localStorage.setItem("scratch-theme", theme.textContent.toLowerCase());
  paint();
});
dark.addEventListener("change", paint);
addEventListener("hashchange", open);
paint();
open();

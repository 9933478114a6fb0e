// What rooms share in which something trains by itself: open, play, pause, step, pace, and the newest picture.
import { button, choice, h } from "./dom.js";
import { ask, listen } from "./api.js";

const always = 1_000_000_000;

/**
 * @param path asked to open the training
 * @param question gives its settings as they are
 * @param opened is given the answer, before the first picture
 * @param show is given every picture
 * @param keep is given the number of steps when it is paused
 */
export function training({ path, question, opened, show, keep, first = 0 }) {
  let id = null, close = null, step = first, playing = false, pace = 0, turn = 0, until = first;
  const play = button("Play", () => go(playing ? step : always), { className: "main" });
  const bar = h("div", { className: "controls" }, play,
    button("Step", () => go(until === always ? step + 1 : Math.max(step, until) + 1)), button("100 steps", () => go(Math.max(step, until === always ? 0 : until) + 100)),
    button("Start again", () => { step = 0; open(); }),
    choice("Pace", [["0", "as fast as it goes"], ["1000", "1000 steps a second"], ["100", "100"], ["10", "10"], ["2", "2"]], "0",
      value => { pace = Number(value); if (playing) go(always); }));

  async function open() {
    const mine = ++turn;
    close?.();
    close = null;
    playing = false;
    play.textContent = "Play";
    play.disabled = true;
    until = step;
    let answer;
    try {
      answer = await ask(path, { ...question(), steps: step });
    } catch {
      return;
    }
    if (mine !== turn) return;
    id = answer.id;
    play.disabled = false;
    opened(answer);
    let waiting = null; // drawn when the browser draws; of several since then the newest
    close = listen(`/api/events/${id}`, picture => {
      if (mine !== turn) return;
      if (picture === null) return open();
      if (waiting === null) requestAnimationFrame(draw);
      waiting = picture;
    });

    function draw() {
      const picture = waiting;
      waiting = null;
      if (mine !== turn) return;
      step = picture.step;
      if (picture.ended && playing) { playing = false; play.textContent = "Play"; }
      show(picture);
      if (!playing) keep(step);
    }
  }

  function go(to) {
    if (id === null) return;
    until = to;
    playing = to === always;
    play.textContent = playing ? "Pause" : "Play";
    ask("/api/go", { id, until: to, perSecond: pace }).catch(() => {});
  }

  open();
  return {
    bar, open: () => { step = 0; open(); }, id: () => id,
    close: () => { turn++; close?.(); },
  };
}

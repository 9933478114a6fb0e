// What the page asks the server for, and what it says when the server isn't there.

const trouble = document.getElementById("trouble");
let waiting = null;

function say(text) {
  trouble.textContent = text;
  trouble.hidden = text === "";
}

/** Waits until the server is there again; all who wait share one wait. */
function reconnect() {
  waiting ??= (async () => {
    for (;;) {
      say("The server has stopped. Start scratch lab again; this page goes on when it is back.");
      await new Promise(resolve => setTimeout(resolve, 1000));
      try {
        const response = await fetch("/api/hello");
        if (response.ok) break;
        say("The server was started anew: open the address that it printed. This room's state is kept.");
        await new Promise(() => {});
      } catch { /* not yet */ }
    }
    say("");
    waiting = null;
  })();
  return waiting;
}

async function send(path, body, signal) {
  for (;;) {
    let response;
    try {
      response = await fetch(path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      await reconnect();
      continue;
    }
    if (!response.ok) {
      say(await response.text());
      throw new Error("refused");
    }
    if (!waiting) say("");
    return response;
  }
}

/** The answer to a question; what is wrong with it is said on the page, and thrown. */
export const ask = async (path, body, signal) => (await send(path, body, signal)).json();

export const askForBytes = async (path, body) => (await send(path, body)).arrayBuffer();

/**
 * Asks the newest question alone: one that comes while another is under way replaces those that wait.
 */
export function latest(path, show) {
  let busy = false, next = null, closed = false;
  async function run() {
    while (next !== null && !closed) {
      const body = next;
      next = null;
      try {
        const answer = await ask(path, body);
        if (!closed) show(answer, body);
      } catch (error) {
        if (error.message !== "refused") throw error;
      }
    }
    busy = false;
  }
  const put = body => {
    next = body;
    if (!busy) {
      busy = true;
      run();
    }
  };
  put.close = () => { closed = true; };
  return put;
}

/** The events of a running training; the connection is made again when it breaks. */
export function listen(path, show) {
  let source = null, closed = false;
  async function open() {
    source = new EventSource(path);
    source.onmessage = event => show(JSON.parse(event.data));
    source.onerror = async () => {
      source.close();
      await reconnect();
      if (!closed) show(null);
    };
  }
  open();
  return () => { closed = true; source.close(); };
}

// SPDX-FileCopyrightText: 2026 SECURED workbench contributors
// SPDX-License-Identifier: Apache-2.0
// Draws a picture that came as a message, with boxes on it: switched by click or keys, added by dragging.

const SVG = "http://www.w3.org/2000/svg";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const SMALLEST = 3; // pixels of the image that a drag must span to be a new box

function render({ model, el }) {
  const frame = document.createElement("div");
  const board = document.createElement("div");
  const canvas = document.createElement("canvas");
  const layer = document.createElementNS(SVG, "svg");
  const status = document.createElement("div");
  frame.className = "secured-image";
  board.className = "board";
  board.tabIndex = 0;
  board.setAttribute("role", "application");
  status.className = "status";
  status.setAttribute("aria-live", "polite");
  canvas.setAttribute("aria-hidden", "true");
  layer.setAttribute("preserveAspectRatio", "none");
  board.append(canvas, layer);
  frame.append(board, status);
  el.append(frame);
  let size = [1, 1]; // of the image that boxes are counted in
  let cursor = -1;
  let start = null; // of a drag

  function say() {
    const box = model.get("boxes")[cursor];
    status.textContent = document.activeElement === board && box ? box.text : model.get("hint");
  }

  function rectangle([left, top, right, bottom], name) {
    const one = document.createElementNS(SVG, "rect");
    const numbers = { x: left, y: top, width: right - left, height: bottom - top };
    for (const [key, value] of Object.entries(numbers)) one.setAttribute(key, value);
    one.setAttribute("class", name);
    return one;
  }

  function draw() {
    board.setAttribute("aria-label", model.get("label"));
    board.classList.toggle("drawing", model.get("drawing"));
    const boxes = model.get("boxes");
    if (cursor >= boxes.length) cursor = boxes.length - 1;
    layer.replaceChildren(
      ...boxes.map((box, at) => {
        const focused = at === cursor && document.activeElement === board;
        const one = rectangle([box.left, box.top, box.right, box.bottom], (box.on ? "on" : "off") + (focused ? " cursor" : ""));
        one.dataset.box = at;
        const title = document.createElementNS(SVG, "title");
        title.textContent = box.text;
        one.append(title);
        return one;
      }),
    );
    say();
  }

  function receive(content, buffers) {
    if (!content?.picture) return;
    const [width, height, channels] = content.picture;
    const view = buffers[0];
    const grey = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
    const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
    for (let at = 0; at < width * height; at++)
      for (let one = 0; one < 3; one++) pixels[4 * at + one] = grey[channels === 3 ? 3 * at + one : at];
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    size = content.size;
    layer.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    board.style.width = `${content.shown || Math.min(900, Math.max(size[0], 420))}px`;
    board.style.aspectRatio = `${size[0]} / ${size[1]}`;
    draw();
  }

  function place(event) {
    const box = board.getBoundingClientRect();
    const limit = (share, most) => Math.round(Math.min(Math.max(share, 0), 1) * most);
    return [limit((event.clientX - box.x) / box.width, size[0]), limit((event.clientY - box.y) / box.height, size[1])];
  }

  function spanned(event) {
    const end = place(event);
    return [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.max(start[0], end[0]), Math.max(start[1], end[1])];
  }

  function toggle(at) {
    if (!model.get("boxes")[at]) return;
    cursor = at;
    model.send({ toggle: at });
  }

  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    board.focus();
    event.preventDefault();
    start = place(event);
    start.box = event.target.dataset?.box;
    board.setPointerCapture(event.pointerId);
  });
  board.addEventListener("pointermove", (event) => {
    if (!start || !model.get("drawing")) return;
    layer.querySelector(".new")?.remove();
    layer.append(rectangle(spanned(event), "new"));
  });
  board.addEventListener("pointercancel", () => {
    start = null;
    draw();
  });
  board.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [left, top, right, bottom] = spanned(event);
    const box = start.box;
    start = null;
    layer.querySelector(".new")?.remove();
    const wide = right - left >= SMALLEST && bottom - top >= SMALLEST;
    if (wide && model.get("drawing")) model.send({ add: [left, top, right, bottom] });
    else if (box !== undefined) toggle(Number(box));
  });
  board.addEventListener("focus", draw);
  board.addEventListener("blur", draw);
  board.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.key === "Escape" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.shiftKey) return;
    event.stopPropagation(); // JupyterLab would take the keys
    const n = model.get("boxes").length;
    if (event.key in STEPS && n) cursor = cursor < 0 ? 0 : (cursor + STEPS[event.key] + n) % n;
    else if (event.key === "Enter" || event.key === " ") toggle(cursor);
    else if (event.key === "Delete" || event.key === "Backspace") model.send({ remove: cursor });
    else return;
    event.preventDefault();
    draw();
  });

  model.on("msg:custom", receive);
  const names = ["change:boxes", "change:hint", "change:label", "change:drawing"];
  names.forEach((name) => model.on(name, draw));
  draw();
  model.send({ ready: true });
  return () => {
    model.off("msg:custom", receive);
    names.forEach((name) => model.off(name, draw));
  };
}

export default { render };

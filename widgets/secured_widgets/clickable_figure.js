// SPDX-FileCopyrightText: 2026 SECURED workbench contributors
// SPDX-License-Identifier: Apache-2.0
// Shows an SVG from the kernel and reports which of its marks (data-node) was chosen, by pointer or by keys.

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function render({ model, el }) {
  const figure = document.createElement("div");
  const status = document.createElement("div");
  figure.className = "secured-figure";
  figure.tabIndex = 0;
  figure.setAttribute("role", "application");
  status.className = "secured-figure-status";
  status.setAttribute("aria-live", "polite");
  el.append(figure, status);
  let cursor = null; // number of the node under the keyboard's cursor

  const marks = () => [...figure.querySelectorAll("[data-node]")];
  const marked = () => figure.querySelector(`[data-node="${cursor}"]`);
  const text = (mark) => mark?.querySelector("title")?.textContent ?? "";

  function point(mark) {
    figure.querySelectorAll(".cursor").forEach((one) => one.classList.remove("cursor"));
    mark?.classList.add("cursor");
    status.textContent = mark ? text(mark) : model.get("hint");
  }

  function draw() {
    figure.innerHTML = model.get("svg");
    figure.setAttribute("aria-label", model.get("label"));
    point(document.activeElement === figure ? marked() : null);
  }

  function centre(mark) {
    const box = mark.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  function step([dx, dy]) {
    const from = marked() ?? figure.querySelector("[data-node][data-here]") ?? marks()[0];
    if (!from) return;
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const mark of marks()) {
      const [at, height] = centre(mark);
      const along = (at - x) * dx + (height - y) * dy;
      const aside = Math.abs((at - x) * dy) + Math.abs((height - y) * dx);
      if (along > 1 && along + 3 * aside < least) [best, least] = [mark, along + 3 * aside];
    }
    cursor = (best ?? from).dataset.node;
    point(marked());
  }

  function choose(mark) {
    if (!mark) return;
    cursor = mark.dataset.node;
    model.send({ node: Number(mark.dataset.node) });
  }

  figure.addEventListener("click", (event) => choose(event.target.closest("[data-node]")));
  figure.addEventListener("focus", () => point(marked() ?? figure.querySelector("[data-here]")));
  figure.addEventListener("blur", () => point(null));
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Tab") return;
    event.stopPropagation(); // JupyterLab would take the arrow keys
    if (event.key in DIRECTIONS) step(DIRECTIONS[event.key]);
    else if (event.key === "Enter" || event.key === " ") choose(marked());
    else return;
    event.preventDefault();
  });
  model.on("change:svg", draw);
  model.on("change:hint", draw);
  draw();
  return () => ["change:svg", "change:hint"].forEach((name) => model.off(name, draw));
}

export default { render };

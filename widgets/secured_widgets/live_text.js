// SPDX-FileCopyrightText: 2026 SECURED workbench contributors
// SPDX-License-Identifier: Apache-2.0
// Shows a text that came as a message, its spans marked; spans are switched by click or keys, added by selection or by typing.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function render({ model, el }) {
  const frame = element("div", { className: "secured-text" });
  const note = element("div", { className: "note", tabIndex: 0 });
  const tools = element("div", { className: "tools" });
  const kind = element("select", { title: "what to add it as" });
  const mark = element("button", { type: "button", textContent: "Mark the selection" });
  const typed = element("input", { type: "text", placeholder: "or type what to mark", maxLength: 200, autocomplete: "off", spellcheck: false });
  const find = element("button", { type: "button", textContent: "Mark every place" });
  const status = element("div", { className: "status" });
  note.setAttribute("role", "application");
  status.setAttribute("aria-live", "polite");
  kind.setAttribute("aria-label", "kind of what is added");
  typed.setAttribute("aria-label", "text to mark everywhere");
  tools.append("Add as", kind, mark, typed, find);
  frame.append(note, status, tools);
  el.append(frame);
  let letters = []; // of the text, one a code point, as the kernel counts
  let spans = [];
  let cursor = -1;
  let selected = null;

  function say() {
    status.textContent = document.activeElement === note && spans[cursor] ? spans[cursor].words : model.get("hint");
  }

  function marked(span, at) {
    const one = element("mark", { textContent: letters.slice(span.start, span.end).join(""), title: span.words });
    const focused = at === cursor && document.activeElement === note;
    one.className = `look${span.look}${span.accepted ? "" : " rejected"}${focused ? " cursor" : ""}`;
    one.dataset.span = at;
    one.dataset.kind = span.kind;
    return one;
  }

  function draw() {
    note.setAttribute("aria-label", model.get("label"));
    if (cursor >= spans.length) cursor = spans.length - 1;
    const parts = [];
    let at = 0;
    spans.forEach((span, number) => {
      parts.push(letters.slice(at, span.start).join(""), marked(span, number));
      at = span.end;
    });
    parts.push(letters.slice(at).join(""));
    note.replaceChildren(...parts);
    note.querySelector(".cursor")?.scrollIntoView({ block: "nearest" });
    say();
  }

  function offer() {
    kind.replaceChildren(...model.get("kinds").map((one) => element("option", { value: one, textContent: one })));
  }

  function receive(content) {
    if (typeof content?.text !== "string") return;
    letters = Array.from(content.text);
    spans = content.spans;
    selected = null;
    draw();
  }

  function offset(node, within) {
    const range = document.createRange();
    range.selectNodeContents(note);
    range.setEnd(node, within);
    return Array.from(range.toString()).length;
  }

  function remember() {
    const range = getSelection()?.rangeCount ? getSelection().getRangeAt(0) : null;
    if (range && !range.collapsed && note.contains(range.commonAncestorContainer))
      selected = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
  }

  function toggle(at) {
    if (!spans[at]) return;
    cursor = at;
    model.send({ toggle: at });
  }

  function add() {
    if (selected) model.send({ add: selected, kind: kind.value });
    else status.textContent = "Select a part of the text first.";
  }

  function look() {
    if (typed.value.trim()) model.send({ find: typed.value.trim(), kind: kind.value });
    typed.value = "";
  }

  note.addEventListener("mouseup", remember);
  note.addEventListener("click", (event) => {
    const one = event.target.closest("[data-span]");
    if (one && getSelection().isCollapsed) toggle(Number(one.dataset.span));
  });
  mark.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  mark.addEventListener("click", add);
  find.addEventListener("click", look);
  note.addEventListener("focus", () => requestAnimationFrame(focused));
  note.addEventListener("blur", focused);

  function focused() {
    note.querySelectorAll(".cursor").forEach((one) => one.classList.remove("cursor"));
    if (document.activeElement === note) note.querySelector(`[data-span="${cursor}"]`)?.classList.add("cursor");
    say();
  }

  frame.addEventListener("keydown", (event) => {
    if (["Tab", "Escape"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.shiftKey) return;
    event.stopPropagation(); // JupyterLab would take the keys
    if (event.target === typed && event.key === "Enter") look();
    if (event.target !== note) return;
    const n = spans.length;
    if (event.key in STEPS && n) cursor = cursor < 0 ? 0 : (cursor + STEPS[event.key] + n) % n;
    else if (event.key === "Enter" || event.key === " ") toggle(cursor);
    else if (event.key === "Delete" || event.key === "Backspace") model.send({ remove: cursor });
    else return;
    event.preventDefault();
    draw();
  });

  model.on("msg:custom", receive);
  model.on("change:hint", say);
  model.on("change:kinds", offer);
  offer();
  draw();
  model.send({ ready: true });
  return () => {
    model.off("msg:custom", receive);
    model.off("change:hint", say);
    model.off("change:kinds", offer);
  };
}

export default { render };

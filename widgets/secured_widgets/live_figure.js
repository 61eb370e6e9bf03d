// SPDX-FileCopyrightText: 2026 SECURED workbench contributors
// SPDX-License-Identifier: Apache-2.0
// Shows a figure that came as a message.

function render({ model, el }) {
  const frame = document.createElement("div");
  frame.className = "secured-figure";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", model.get("label"));
  el.append(frame);

  function receive(content) {
    if (typeof content?.figure === "string") frame.innerHTML = content.figure;
  }

  model.on("msg:custom", receive);
  model.send({ ready: true });
  return () => model.off("msg:custom", receive);
}

export default { render };

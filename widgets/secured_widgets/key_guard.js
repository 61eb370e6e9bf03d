// SPDX-FileCopyrightText: 2026 SECURED workbench contributors
// SPDX-License-Identifier: Apache-2.0
// Keeps plain keys inside the view that holds this widget: the notebook would take arrows, letters and Enter.

function keep(event) {
  const command = event.ctrlKey || event.metaKey || event.altKey;
  const leaves = event.key === "Escape" || event.key === "Tab" || (event.key === "Enter" && event.shiftKey);
  if (!command && !leaves) event.stopPropagation();
}

function render({ el }) {
  let box = null;
  let waiting = requestAnimationFrame(function attach() {
    box = el.isConnected ? el.closest(".widget-vbox") : null;
    if (box) box.addEventListener("keydown", keep);
    else waiting = requestAnimationFrame(attach);
  });
  return () => {
    cancelAnimationFrame(waiting);
    box?.removeEventListener("keydown", keep);
  };
}

export default { render };

// The pages work without this. It lights up what belongs together, and lets keys walk through an article's events.
(() => {
  "use strict";
  const all = [...document.querySelectorAll("[data-e]")];
  const names = (el) => (el.dataset.e || "").split(" ");
  const light = (el, on) => {
    const wanted = names(el);
    for (const other of all) if (names(other).some((n) => wanted.includes(n))) other.classList.toggle("on", on);
  };
  for (const el of all) {
    el.addEventListener("mouseenter", () => light(el, true));
    el.addEventListener("mouseleave", () => light(el, false));
    el.addEventListener("focusin", () => light(el, true));
    el.addEventListener("focusout", () => light(el, false));
  }
  const here = document.querySelector("nav [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
  const cards = [...document.querySelectorAll(".card[data-e]")];
  const hint = document.querySelector(".keys");
  if (hint) hint.hidden = false;
  const current = () => cards.findIndex((c) => c.contains(document.activeElement));
  // After a correction the page comes back with the event in its address: the keys go on from there.
  const target = cards.find((c) => c.matches(":target"));
  if (target) target.focus({ preventScroll: true });
  document.addEventListener("keydown", (key) => {
    if (!cards.length || key.ctrlKey || key.metaKey || key.altKey) return;
    const at = current();
    const editor = at >= 0 && cards[at].querySelector(".review details");
    if (key.key === "Escape" && editor && editor.open) {
      editor.open = false;
      cards[at].focus();
    }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(key.target.tagName)) return;
    const step = { j: 1, k: -1 }[key.key];
    if (step) {
      const next = cards[Math.min(Math.max(at + step, 0), cards.length - 1)];
      next.focus();
      next.scrollIntoView({ block: "nearest" });
      const words = document.getElementById("t-" + next.dataset.e);
      if (words) words.scrollIntoView({ block: "nearest" });
      return;
    }
    if (at < 0) return;
    if (key.key === "e" && editor) {
      key.preventDefault();
      editor.open = true;
      editor.querySelector("select").focus();
    } else if (key.key === "u") {
      const undo = [...document.querySelectorAll(`button[data-undo="${cards[at].dataset.e}"]`)].pop();
      if (undo) undo.click();
    } else if (/^[ar]$/.test(key.key)) {
      const button = cards[at].querySelector(`button[data-key="${key.key}"]`);
      if (button) button.click();
    }
  });
})();

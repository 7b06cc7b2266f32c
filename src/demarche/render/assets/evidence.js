(() => {
  "use strict";
  const all = [...document.querySelectorAll("[data-e]")];
  const names = (el) => (el.dataset.e || "").split(" ");
  const light = (wanted, on) => {
    for (const el of all) if (names(el).some((n) => wanted.includes(n))) el.classList.toggle("on", on);
  };
  for (const el of all) {
    el.addEventListener("mouseenter", () => light(names(el), true));
    el.addEventListener("mouseleave", () => light(names(el), false));
    el.addEventListener("focus", () => light(names(el), true));
    el.addEventListener("blur", () => light(names(el), false));
  }
})();

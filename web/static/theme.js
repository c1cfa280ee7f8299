// Follows the system's choice of light or dark before anything is painted.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
    dispatchEvent(new Event("nms:theme"));
  };
  dark.addEventListener("change", apply);
  apply();
})();

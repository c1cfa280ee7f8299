// What if: a slider and its number are one value; the figures follow a moment after the last move.
"use strict";
(() => {
  const form = document.getElementById("what-if");
  if (!form) return;
  let timer = 0;
  const turned = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (form.checkValidity()) form.dispatchEvent(new CustomEvent("nms:turned")); }, 250);
  };
  form.addEventListener("input", (event) => {
    const knob = event.target.closest("[data-knob]");
    if (!knob) return;
    const number = knob.querySelector("input[type=number]");
    const slider = knob.querySelector("input[type=range]");
    if (event.target === slider) number.value = slider.value;
    else slider.value = number.value;
    knob.classList.toggle("turned", number.value !== knob.dataset.held);
    turned();
  });
  form.addEventListener("change", (event) => {
    if ("choose" in event.target.dataset) form.submit();
  });
  // Only what differs goes into the address.
  form.addEventListener("htmx:configRequest", (event) => {
    for (const knob of form.querySelectorAll("[data-knob]")) {
      const number = knob.querySelector("input[type=number]");
      if (number.value === knob.dataset.held) event.detail.parameters.delete?.(number.name);
    }
  });
})();

(function () {
  "use strict";
  const root = document.documentElement;
  const form = document.getElementById("filters");
  const told = document.getElementById("shown");
  const rows = Array.from(document.querySelectorAll("tbody[data-disclosure]"));
  const parts = Array.from(document.querySelectorAll("section[data-topic], section[data-framework]"));
  const texts = new Map();
  let opened = [];

  function text(row) {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase().replace(/\s+/g, " "));
    return texts.get(row);
  }

  function apply() {
    const data = new FormData(form);
    const framework = data.get("framework");
    const statuses = data.getAll("status");
    const wanted = String(data.get("text")).toLowerCase().trim().replace(/\s+/g, " ");
    let shown = 0;
    rows.forEach(function (row) {
      const fits = (!framework || row.dataset.of === framework)
        && statuses.includes(row.dataset.status)
        && (!wanted || text(row).includes(wanted));
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    parts.forEach(function (part) {
      part.hidden = !part.querySelector("tbody[data-disclosure]:not([hidden])");
    });
    const all = shown === rows.length;
    told.textContent = all ? "All " + shown + " disclosures are shown."
      : "Filtered: " + shown + " of " + rows.length + " disclosures are shown.";
    told.classList.toggle("partly", !all);
    root.dataset.shown = String(shown);
  }

  function unfold(open) {
    rows.forEach(function (row) {
      if (!row.hidden) row.querySelectorAll("details.more").forEach(function (each) { each.open = open; });
    });
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(apply); });
  document.getElementById("unfold").addEventListener("click", function () { unfold(true); });
  document.getElementById("fold").addEventListener("click", function () { unfold(false); });
  // Browsers that cannot unfold by style alone print what is open: open all for the print, then restore.
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (each) { each.open = false; });
  });
  form.hidden = false;
  apply();
  root.dataset.filter = "ready";
})();

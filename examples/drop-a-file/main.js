const find = (selector) => document.querySelector(selector);
const [form, table] = [find("form"), find("table")];
const [progress, output] = [find("progress"), find("output")];
const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 5 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** The latest file, and the worker that fits it. */
let file;
let worker;

/** In a worker, for a row group of Parquet may take longer to unpack than a page may be held up. */
function fit() {
  // Of what was asked before nobody wants an answer.
  end();
  busy(true);
  say(`${file.name}: opening …`);
  table.hidden = true;
  const began = performance.now();
  worker = new Worker(new URL("./fit-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: { progress, found, problem } }) => {
    if (progress) return showProgress(progress);
    end();
    if (problem !== undefined) return say(problem, true);
    const rows = found.sizes.reduce((sum, size) => sum + size);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(
      `${count.format(rows)} rows of ${file.name} in ${found.sizes.length} clusters, in ${seconds} s`,
    );
    showTable(found, rows);
  });
  worker.addEventListener("error", ({ message }) => {
    end();
    say(`${file.name}: ${message ?? "the worker could not be started"}`, true);
  });
  const standardize = form.standardize.checked;
  // The worker gets no copy of the file, only the leave to read it.
  worker.postMessage({ file, k: form.k.valueAsNumber || 1, standardize });
}

/** Ends the worker, and with it all that it holds. */
function end() {
  worker?.terminate();
  worker = undefined;
  busy(false);
}

function showProgress({ pass, rows, rowsPerSecond, iteration, fraction }) {
  progress.value = fraction;
  const phase = iteration > 0 ? `iteration ${iteration}` : "finding a start";
  say(
    `${file.name}: ${phase}, pass ${pass}, row ${count.format(rows)}, ` +
      `${count.format(rowsPerSecond)} rows a second`,
  );
}

/** A row for each cluster, with its share and its mean in each column; all digits on hovering. */
function showTable({ columns, centroids, sizes }, rows) {
  const order = centroids.map((_, c) => c).sort((a, b) => sizes[b] - sizes[a]);
  table.tHead.replaceChildren(rowOf("th", ["Rows", "Share", ...columns], String));
  table.tBodies[0].replaceChildren(
    ...order.map((c) =>
      rowOf("td", [sizes[c], sizes[c] / rows, ...centroids[c]], (value, at) =>
        ([count, percent][at] ?? short).format(value),
      ),
    ),
  );
  table.hidden = false;
}

function rowOf(kind, values, textOf) {
  const row = document.createElement("tr");
  for (const [at, value] of values.entries()) {
    const cell = document.createElement(kind);
    cell.textContent = textOf(value, at);
    cell.title = String(value);
    row.append(cell);
  }
  return row;
}

function say(text, wrong = false) {
  output.value = text;
  output.classList.toggle("wrong", wrong);
}

function busy(now) {
  form.cancel.disabled = !now;
  progress.hidden = !now;
  progress.value = 0;
}

function take(files) {
  if (files.length === 0) return;
  [file] = files;
  fit();
}

/** Where a file would land: anywhere on the page, lest a near miss opens it in place of the page. */
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  take(event.dataTransfer.files);
});
form.file.addEventListener("change", () => take(form.file.files));
for (const name of ["k", "standardize"]) {
  form[name].addEventListener("change", () => file && fit());
}
form.cancel.addEventListener("click", () => {
  end();
  say(`${file.name}: cancelled.`);
});
form.addEventListener("submit", (event) => event.preventDefault());

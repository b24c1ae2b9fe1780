"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  byId("theme").onclick = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  const packed = Uint8Array.from(atob(byId("data").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = JSON.parse(await new Response(stream).text());

  const PAGE = 100;
  const words = (name) => ({ name, text: (i) => data[name].values[data[name].rows[i]], words: true });
  const numbers = (name, text) => ({ name, text: (i) => (data[name][i] ? text(data[name][i]) : ""), key: (i) => data[name][i] });
  const stamp = (i) => new Date(data.base + data.time[i]).toISOString().slice(0, 23).replace("T", " ");
  const columns = [
    { name: "time", text: stamp, key: (i) => data.time[i] },
    words("event"), words("who"), words("what"), words("result"), words("why"), words("severity"),
    numbers("tokens", (n) => n.toLocaleString("en")), numbers("latency", (n) => n.toFixed(3) + " s"),
    numbers("cost", (n) => n.toFixed(4)), words("run"),
  ];
  const SEVERITIES = ["", "info", "low", "medium", "high", "critical"];
  for (const column of columns.filter((c) => c.words)) { // each different text is ranked once, rows compare numbers
    const values = data[column.name].values;
    const order = values.map((_, i) => i);
    order.sort((a, b) => column.name === "severity"
      ? SEVERITIES.indexOf(values[a]) - SEVERITIES.indexOf(values[b]) : values[a].localeCompare(values[b]));
    const rank = new Uint32Array(values.length);
    order.forEach((value, place) => { rank[value] = place; });
    column.key = (i) => rank[data[column.name].rows[i]];
  }

  const all = Uint32Array.from(data.time, (_, i) => i);
  let shown = all, page = 0, sorted = { column: columns[0], down: true };

  const head = byId("table").tHead.insertRow();
  for (const column of columns) {
    const cell = document.createElement("th");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column.name;
    button.onclick = () => {
      sorted = { column, down: sorted.column === column ? !sorted.down : !column.words };
      sort();
    };
    if (!column.words && column.name !== "time") cell.className = "num";
    cell.append(button);
    head.append(cell);
  }
  for (const name of [...data.event.values].sort()) byId("event").append(new Option(name, name));

  function draw() {
    const body = byId("table").tBodies[0];
    const rows = document.createDocumentFragment();
    for (const i of shown.slice(page * PAGE, (page + 1) * PAGE)) {
      const row = document.createElement("tr");
      for (const column of columns) {
        const cell = document.createElement("td");
        cell.textContent = cell.title = column.text(i);
        if (column.name === "result" || column.name === "severity") cell.className = column.text(i).replace(/\W/g, "");
        if (!column.words && column.name !== "time") cell.className = "num";
        row.append(cell);
      }
      rows.append(row);
    }
    body.replaceChildren(rows);
    const last = Math.min((page + 1) * PAGE, shown.length);
    byId("count").textContent = shown.length
      ? `${(page * PAGE + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${shown.length.toLocaleString("en")}` : "no record";
    byId("back").disabled = page === 0;
    byId("on").disabled = last >= shown.length;
  }

  function sort() {
    const { column, down } = sorted;
    const sign = down ? -1 : 1;
    shown = shown.slice().sort((a, b) => sign * (column.key(a) - column.key(b) || a - b));
    columns.forEach((c, n) => {
      if (c === column) head.cells[n].setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.cells[n].removeAttribute("aria-sort");
    });
    page = 0;
    draw();
  }

  function filter() {
    const terms = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = byId("event").value;
    const texts = columns.filter((c) => c.words).map((c) => data[c.name]);
    const hits = terms.map((term) => texts.map((t) => Uint8Array.from(t.values, (v) => v.toLowerCase().includes(term))));
    const wanted = data.event.values.indexOf(kind);
    shown = all.filter((i) => (!kind || data.event.rows[i] === wanted)
      && hits.every((hit, h) => hit.some((marks, t) => marks[texts[t].rows[i]]) || stamp(i).includes(terms[h])));
    sort();
  }

  let waiting = 0;
  byId("filter").onsubmit = (event) => event.preventDefault();
  byId("text").oninput = () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); };
  byId("event").onchange = filter;
  byId("back").onclick = () => { page -= 1; draw(); };
  byId("on").onclick = () => { page += 1; draw(); };
  sort();
  document.body.dataset.ready = "yes";
})();

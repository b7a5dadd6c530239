/* A table that shows a page of its rows at a time and sorts by each of its columns. */
const SIZES = [5, 10, 25, 50, 100], MOST_ON_PAPER = 500;
const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** Return the place of each text of a list in order; an empty one has -1. */
function ranksOf(texts) {
  const distinct = [...new Set(texts)].sort(collator.compare);
  const place = new Map(distinct.map((text, at) => [text, at]));
  place.set("", -1);
  return Int32Array.from(texts, (text) => place.get(text));
}

/** Return the ranks of a column of many texts, made when they are first asked for. */
function rankedLater(column) {
  let ranks = null;
  return (at) => {
    ranks ??= ranksOf(Array.from({ length: column.length }, (_, line) => column.at(line)));
    return ranks[at];
  };
}

/**
 * Make a table of `columns` ({ key, label, kind, cell, order, isEmpty }) in `place`. A cell is made of a row, which is
 * a position; `order` gives a number to sort by, -1 for an empty cell, which comes last either way. A column that
 * `isEmpty` for all rows of a page is left out of it. `atFirst` is how many rows a page has unless the reader asks.
 */
function pagedTable({ place, id, caption, columns, atFirst, onChange, detail }) {
  let rows = new Int32Array(0), sorted = rows, page = 1, key = "", descending = false, size = atFirst;
  const body = make("tbody", {}), head = make("tr", {});
  const table = make("table", { class: "t rows" }, make("caption", { class: "vh" }, caption), make("thead", {}, head), body);
  const told = make("span", { role: "status" });
  const previous = button(say.previous, () => turn(page - 1)), next = button(say.next, () => turn(page + 1));
  const sizes = make("select", { "aria-label": say.rows }, ...SIZES.map((n) => make("option", { value: n }, fill(say.perPage, { count: n }))));
  sizes.addEventListener("change", () => { size = Number(sizes.value); turn(1); });
  const pager = make("div", { class: "pager controls" }, previous, told, next, sizes);
  const frame = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
  place.replaceChildren(frame, pager);
  const heads = new Map(columns.map((column) => {
    const cell = make("th", { scope: "col", ...(column.kind === "count" ? { class: "n" } : {}) });
    const sort = button(column.label, () => sortBy(column.key), { class: "sort", title: fill(say.sort, { column: column.label }) });
    cell.append(column.order ? sort : column.label);
    head.append(cell);
    return [column.key, { cell, sort, column }];
  }));

  function sortBy(asked) {
    descending = key === asked && !descending;
    key = asked;
    sort();
    turn(1);
  }

  function turn(to) {
    page = to;
    draw();
    onChange();
  }

  function sort() {
    const order = heads.get(key)?.column.order;
    if (!order) {
      sorted = rows;
      return;
    }
    const keys = Float64Array.from(rows, order), turned = descending ? -1 : 1;
    const places = Int32Array.from(rows, (_, at) => at).sort((a, b) => {
      if (keys[a] === keys[b]) return a - b;
      if (keys[a] === -1 || keys[b] === -1) return keys[a] === -1 ? 1 : -1;
      return (keys[a] - keys[b]) * turned;
    });
    sorted = places.map((at) => rows[at]);
  }

  function row(position, shown) {
    const cells = shown.map((column) => {
      const cell = make("td", { "data-label": column.label, class: column.kind ?? "" });
      cell.append(...[column.cell(position)].flat());
      return cell;
    });
    const element = make("tr", {}, ...cells);
    return detail ? [element, ...detail(position, shown.length, element)] : [element];
  }

  function draw(most = size) {
    const pages = Math.max(1, Math.ceil(sorted.length / most));
    page = Math.min(Math.max(page, 1), pages);
    const from = (page - 1) * most, to = Math.min(from + most, sorted.length);
    const onPage = sorted.subarray(from, to);
    const shown = columns.filter((column) => column.key === key || !column.isEmpty?.(onPage));
    body.replaceChildren(...Array.from(onPage).flatMap((position) => row(position, shown)));
    told.textContent = fill(say.page, { from: count(sorted.length && from + 1), to: count(to), total: count(sorted.length) });
    pager.hidden = sorted.length <= Math.min(size, atFirst);
    frame.hidden = !sorted.length;
    previous.disabled = page === 1;
    next.disabled = page === pages;
    sizes.value = size;
    for (const { cell, column } of heads.values()) {
      cell.hidden = !shown.includes(column);
      if (key && column.key === key) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  return {
    id,
    show(positions, keep = false) {
      rows = positions;
      if (!keep) page = 1;
      sort();
      draw();
    },
    /* Chromium repeats a header on every printed page only when no control is in it. */
    toPaper() {
      draw(MOST_ON_PAPER);
      for (const { cell, column } of heads.values()) cell.textContent = column.label;
    },
    toScreen() {
      for (const { cell, sort: control, column } of heads.values()) if (column.order) cell.replaceChildren(control);
      draw();
    },
    state: () => (page > 1 || key || size !== atFirst ? [page, key, descending ? "down" : "up", size].join(",") : ""),
    recall(state) {
      const [at, column, direction, many] = state.split(",");
      page = Math.trunc(Number(at)) || 1;
      key = heads.get(column)?.column.order ? column : "";
      descending = direction === "down";
      size = SIZES.includes(Number(many)) ? Number(many) : atFirst;
    },
  };
}

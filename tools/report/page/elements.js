
// A new element at the end of another. Texts are texts, never markup.
function add(parent, tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== "") element.textContent = text;
  parent.append(element);
  return element;
}

function addSection(title, about = "") {
  const section = add(document.querySelector("main"), "section");
  add(section, "h2", "", title);
  if (about) add(section, "p", "about", about);
  return section;
}

// Rows of cells under a header; `classes` has "" or "number" a column. A row is a list of cells,
// and may have a class, and a line of text below its cells. A cell is a text, or what fills it.
function addTable(parent, header, rows, classes) {
  const table = add(add(parent, "div", "wide"), "table");
  const addCells = (row, tag, cells) => cells.forEach((cell, i) => {
    if (typeof cell === "function") cell(add(row, tag, classes[i]));
    else add(row, tag, classes[i], cell);
  });
  addCells(add(add(table, "thead"), "tr"), "th", header);
  const body = add(table, "tbody");
  for (const row of rows) {
    addCells(add(body, "tr", row.className ?? ""), "td", row);
    if (row.below) addBelow(body, row.below, header.length);
  }
}

function addBelow(body, text, numColumns) {
  const cell = add(add(body, "tr", "below"), "td");
  cell.colSpan = numColumns;
  add(cell, "code", "", text);
}

function addDetails(parent, title) {
  const details = add(parent, "details");
  add(details, "summary", "", title);
  return details;
}

function addChoice(parent, name, values, chosen, label, onChange) {
  const select = add(add(parent, "label", "", name), "select");
  for (const value of values) {
    const option = add(select, "option", "", label(value));
    option.value = value;
    option.selected = value === chosen;
  }
  select.addEventListener("change", onChange);
  return select;
}


function addFigure(parent, name, value, unit, about) {
  const figure = add(parent, "div", "figure");
  add(figure, "div", "name", name);
  add(add(figure, "div", "value", value), "span", "unit", unit);
  add(figure, "div", "small", about);
}

function titleOf(data) {
  return data.space ? data.space.name : data.search ? data.search.space : "";
}

function drawHeadline(data) {
  const main = document.querySelector("main");
  main.replaceChildren();
  const header = add(main, "header");
  document.title = `ofa: ${titleOf(data)}, ${data.folder}`;
  add(header, "div", "about", data.search ? "Architecture search" : "Training run");
  add(header, "h1", "", titleOf(data));
  if (data.space)
    add(header, "p", "about", `${data.space.archs} architectures in one supernet of ` +
        `${data.space.supernet_params.toLocaleString("en")} parameters`);
  if (data.search) drawBest(header, data.search);
  else if (data.training) drawReached(header, data.training);
  for (const note of data.notes) add(header, "p", "note", note);
}

function drawBest(header, search) {
  const best = search.members[search.best];
  add(header, "h3", "", search.limits.length
      ? `The best network with ${search.limits.map(limitText).join(", ")}` : "The best network");
  const figures = add(header, "div", "figures");
  for (const metric of search.metrics)
    if (metric !== "peak_activation_bytes") addBestFigure(figures, search, best, metric);
  add(header, "code", "", best.arch);
  add(header, "p", "small", searchText(search));
}

// What was measured comes first, where it was.
function addBestFigure(figures, search, best, metric) {
  const {values = {}, noise, test_accuracy} = best.measured ?? {};
  const found = values[metric], about = [];
  if (found !== undefined) {
    about.push(`measured, ${noiseText(metric, found, noise[metric])}`);
    about.push(`predicted ${number(metric, predictedOf(best, metric))}`);
  } else if (metric === "accuracy" || isLatency(metric)) {
    about.push(metric === "accuracy" ? search.accuracy ?? "predicted" : "predicted");
  }
  if (metric === "accuracy" && test_accuracy !== undefined)
    about.push(`on test images ${number(metric, test_accuracy)}`);
  for (const limit of search.limits)
    if (limit.metric === metric) about.push(`limit ${boundText(metric, limit.at_most, limit.value)}`);
  const {label, unit} = unitOf(metric);
  addFigure(figures, label, number(metric, found ?? best.values[metric]), unit, about.join("; "));
}

// By a table as it was corrected when members were measured, where it was.
function predictedOf(member, metric) {
  return (member.measured && member.measured.predicted[metric]) ?? member.values[metric];
}

function searchText(search) {
  const how = search.algorithm ? `${search.algorithm}: ` : "";
  return `${how}${search.evaluations.toLocaleString("en")} architectures scored in ` +
      `${duration(search.seconds)}, ${search.members.length} of them on the front; seed ${search.seed}`;
}

function drawReached(header, training) {
  const last = training.evaluations.at(-1);
  const figures = add(header, "div", "figures");
  for (const [name, accuracy] of last ? Object.entries(last.accuracies) : [])
    if (!name.startsWith("random"))
      addFigure(figures, `accuracy of ${name}`, (100 * accuracy).toFixed(2), "%", "validation");
  const steps = training.phases.at(-1);
  if (steps) addFigure(figures, "steps", steps.last.toLocaleString("en"), "", `${training.phases.length} phases`);
}

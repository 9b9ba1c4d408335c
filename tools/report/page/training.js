
function drawTraining({training}) {
  if (!training || !(training.steps.length || training.evaluations.length)) return;
  const section = addSection("Training",
      "Dotted lines are where phases begin. Accuracies are calibrated, on validation images.");
  const charts = add(section, "div", "charts");
  const {steps, evaluations} = training;
  addCurves(charts, "Accuracy, %", training, accuracyTraces);
  addCurves(charts, "Loss", training, (colour) => [
    curve("all of it", steps, "loss", colour.first), curve("of labels", steps, "hard", colour.second),
    curve("of the teacher", steps, "soft", colour.third)]);
  addCurves(charts, "Learning rate", training, (colour) => [curve("", steps, "lr", colour.first)]);
  addCurves(charts, "Norm of the gradient", training, (colour) => [curve("", steps, "grad_norm", colour.first)]);
  addCurves(charts, "Gap between largest and smallest, points", training, (colour) =>
      [curve("", evaluations, "gap", colour.first, (part) => 100 * part)]);
  addCurves(charts, "Agreement of ranks with the evaluation before", training, (colour) =>
      [curve("", evaluations, "rank_agreement", colour.first)]);
  addHealth(section, training);
}

function curve(name, entries, key, color, scale = (value) => value) {
  const known = entries.filter((entry) => key in entry);
  return {x: known.map((entry) => entry.step), y: known.map((entry) => scale(entry[key])), name: plain(name),
          mode: known.length < 30 ? "lines+markers" : "lines", line: {color, width: 2}, marker: {size: 5}};
}

// Smallest and largest in colours, what else was followed behind them.
function accuracyTraces(colour, {evaluations}) {
  const names = [...new Set(evaluations.flatMap((evaluation) => Object.keys(evaluation.accuracies)))];
  const shades = {max: colour.first, min: colour.second};
  const others = names.filter((name) => !shades[name]);
  return [...others, ...names.filter((name) => shades[name])].map((name) => ({
    ...curve(name, evaluations.filter(({accuracies}) => name in accuracies)
        .map(({step, accuracies}) => ({step, top1: accuracies[name]})), "top1",
             shades[name] ?? colour.muted, (part) => 100 * part),
    showlegend: name in shades || name === others[0], opacity: name in shades ? 1 : 0.4,
    ...(!shades[name] && others.length > 1 && name === others[0] && {name: "others"}),
  }));
}

function addCurves(charts, title, training, tracesIn) {
  const drawn = (colour) => tracesIn(colour, training).filter((trace) => trace.x.length);
  if (!drawn(colours()).length) return;
  const place = add(charts, "div", "kept");
  add(place, "h3", "", title);
  addChart(place, 320, (colour, width) => ({
    traces: drawn(colour),
    layout: {xaxis: {title: "steps", range: [0, training.phases.at(-1).last]}, yaxis: {title: ""}, hovermode: "x",
             shapes: training.phases.slice(1).map(({first}) => phaseLine(first, colour)),
             annotations: phaseNames(training.phases, colour, width), margin: {l: 48, r: 12, t: 64, b: 44},
             legend: {orientation: "h", x: 0, y: -0.22, yanchor: "top"}},
  }));
}

function phaseLine(step, colour) {
  return {type: "line", x0: step, x1: step, yref: "paper", y0: 0, y1: 1,
          line: {color: colour.muted, width: 1, dash: "dot"}};
}

// Above their lines, where there is room.
function phaseNames(phases, colour, width) {
  const all = phases.at(-1).last;
  return phases.slice(1).filter(({first, last}) => (last - first) / all * width > 14).map(({name, first}) => ({
    x: first, xref: "x", y: 1, yref: "paper", text: plain(shortened(name)), textangle: -90, showarrow: false,
    xanchor: "center", yanchor: "bottom", font: {color: colour.muted, size: 11},
  }));
}

function shortened(name) {
  return name.length > 10 ? `${name.slice(0, 9)}…` : name;
}

function addHealth(section, {evaluations}) {
  const said = evaluations.filter((evaluation, i) =>
      evaluation.health.join() !== (evaluations[i - 1]?.health.join() ?? ""));
  if (!said.length) return;
  add(section, "h3", "", "What was said of its health");
  addTable(section, ["from step", ""], said.map(({step, health}) => [step.toLocaleString("en"), health.join("; ")]),
           ["number", ""]);
}

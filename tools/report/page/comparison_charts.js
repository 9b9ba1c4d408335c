
const kCurves = [
  {title: "Accuracy of the largest, %", of: "evaluations", key: "largest", scale: 100},
  {title: "Accuracy of random ones, median, %", of: "evaluations", key: "random_median", scale: 100},
  {title: "Accuracy of the smallest, %", of: "evaluations", key: "smallest", scale: 100},
  {title: "Gap between largest and smallest, points", of: "evaluations", key: "gap", scale: 100},
  {title: "Agreement of ranks with the evaluation before", of: "evaluations", key: "rank_agreement", isWhole: true},
  {title: "Loss", of: "steps", key: "loss"},
  {title: "Loss on labels", of: "steps", key: "hard"},
  {title: "Loss on what the teacher says", of: "steps", key: "soft"},
  {title: "Learning rate", of: "steps", key: "lr", isWhole: true},
  {title: "Norm of the gradient", of: "steps", key: "grad_norm"},
  {title: "Images per second", of: "steps", key: "images_per_s", isWhole: true},
];

function drawCurves(data) {
  const section = addSection("Training",
      "Charts show what is from the middle of each run on as large as they can" +
      (kHasFinger ? "." : "; drag to look closer, double-click to see all."));
  const across = acrossWhat(data.runs), place = add(section, "p", "chosen-axes");
  const choice = addChoice(place, "across", Object.keys(across), "steps", (name) => name, drawCharts);
  const isShown = addRunChoices(section, data);
  const charts = add(section, "div", "charts");
  for (const curve of kCurves) {
    const runs = data.runs.map((run, i) => ({run, i}))
        .filter(({run}) => run.training[curve.of].some((entry) => curve.key in entry));
    if (!runs.length) continue;
    const kept = add(charts, "div", "kept");
    add(kept, "h3", "", curve.title);
    addChart(kept, 300, (colour) => curvesFigure(
        runs.filter(({i}) => isShown(i)).map(({run, i}) => runTrace(data, run, i, curve, across[choice.value], colour)),
        curve, across[choice.value].title));
  }
}

// What curves can run over: what all runs know.
function acrossWhat(runs) {
  const across = {steps: {title: "steps", of: (run, {step}) => step}};
  if (runs.every(({images_per_step}) => images_per_step))
    across["training images"] = {title: "training images", of: (run, {step}) => step * run.images_per_step};
  if (runs.every(({seconds}) => seconds)) {
    const longest = Math.max(...runs.map(({seconds}) => seconds));
    const [unit, length] = longest < 300 ? ["seconds", 1] : longest < 3 * 3600 ? ["minutes", 60] : ["hours", 3600];
    across.time = {title: unit, of: (run, {seconds}) => seconds / length};
  }
  return across;
}

function addRunChoices(section, data) {
  const place = add(section, "div", "run-choices");
  const boxes = data.runs.map(({name}, run) => {
    const label = add(place, "label"), box = add(label, "input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", drawCharts);
    addLineKey(label, data, run);
    label.append(name);
    return box;
  });
  return (run) => boxes[run].checked;
}

function runTrace(data, run, i, {of, key, scale = 1}, across, colour) {
  const known = run.training[of].filter((entry) => key in entry);
  const style = styleOf(data, i);
  return {
    x: known.map((entry) => across.of(run, entry)), y: known.map((entry) => scale * entry[key]),
    name: plain(run.name), mode: known.length < 30 ? "lines+markers" : "lines", marker: {size: 5},
    line: {color: colour[style.colour], dash: style.dash || "solid", width: 2},
    hovertemplate: `${plain(run.name)}: %{y:.5~g}<extra></extra>`,
  };
}

function curvesFigure(traces, {isWhole}, title) {
  return {
    traces,
    layout: {xaxis: {title, rangemode: "tozero"}, yaxis: {title: "", ...(!isWhole && focusedRange(traces))},
             showlegend: false, margin: {l: 52, r: 12, t: 10, b: 44}},
  };
}

// Where a run begins, all of its curves are far from where they end; what differs is small.
function focusedRange(traces) {
  const values = traces.flatMap(({x, y}) => y.filter((_, i) => x[i] >= x.at(-1) / 2));
  if (!values.length) return {};
  const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
  const room = 0.06 * (high - low || Math.abs(high) || 1);
  return {range: [low - room, high + room]};
}

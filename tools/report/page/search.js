
function addMeasured(section, search) {
  const members = search.members.filter((member, i) => member.measured || i === search.best);
  if (!members.some((member) => member.measured)) return;
  const metrics = search.metrics.filter((metric) => members.some((member) => isMeasured(member, metric)));
  const hasTest = members.some((member) => member.measured && "test_accuracy" in member.measured);
  const header = metrics.flatMap((metric) => [axisTitle(metric), "measured"]);
  if (hasTest) header.push("test, %");
  add(section, "h3", "", "Measured members");
  add(section, "p", "about",
      "Predicted, and measured anew: accuracy on validation images, latency after the table was corrected.");
  addTable(section, header, members.map((member) => measuredRow(search, member, metrics, hasTest)),
           header.map(() => "number"));
}

function measuredRow(search, member, metrics, hasTest) {
  const found = member.measured ?? {values: {}, noise: {}};
  const cells = metrics.flatMap((metric) => [
    number(metric, predictedOf(member, metric)),
    metric in found.values ? withNoise(metric, found.values[metric], found.noise[metric]) : "",
  ]);
  if (hasTest) cells.push("test_accuracy" in found ? number("accuracy", found.test_accuracy) : "");
  cells.below = member.arch;
  if (member === search.members[search.best]) cells.className = "best";
  return cells;
}

function drawProgress({search}) {
  if (!search || !search.progress || search.progress.length < 2) return;
  const charts = add(addSection("How the search went"), "div", "charts");
  const goal = search.metrics[0], label = axisTitle(goal);
  const lines = [
    {title: `Best so far: ${label}`, of: ({best}) => best === null ? null : scaled(goal, best)},
    {title: "Hypervolume of the front", of: (generation) => generation.hypervolume},
  ];
  for (const {title, of} of lines) {
    const place = add(charts, "div", "kept");
    add(place, "h3", "", title);
    addChart(place, 260, (colour) => progressFigure(search.progress, of, colour));
  }
}

function progressFigure(progress, of, colour) {
  return {
    traces: [{x: progress.map((generation) => generation.evaluations), y: progress.map(of), mode: "lines",
              line: {color: colour.first, width: 2, shape: "hv"}}],
    layout: {xaxis: {title: "architectures scored"}, yaxis: {title: ""}, hovermode: "x"},
  };
}

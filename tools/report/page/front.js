
function drawFront({search}) {
  if (!search) return;
  const section = addSection("The front",
      "Networks that no other one beats in every objective. Each point is one network; point at it to see which" +
      (kHasFinger ? "." : ", drag to look closer, double-click to see all."));
  const choices = add(section, "p", "chosen-axes");
  const redraw = () => draw();
  const [first, ...others] = search.metrics;
  const limited = others.find((metric) => limitsOf(search, metric).length);
  const y = addChoice(choices, "up", search.metrics, first, axisTitle, redraw);
  const x = addChoice(choices, "across", search.metrics, limited ?? others[0] ?? first, axisTitle, redraw);
  const draw = addChart(section, 470, (colour) => frontFigure(search, x.value, y.value, colour));
  addMeasured(section, search);
}

function frontFigure(search, x, y, colour) {
  return {
    traces: [predictedTrace(search, x, y, colour), ...measuredTraces(search, x, y, colour),
             bestTrace(search, x, y, colour)],
    layout: {
      xaxis: {title: axisTitle(x), range: axisRange(search, x)},
      yaxis: {title: axisTitle(y), range: axisRange(search, y)},
      shapes: [...limitShapes(search, x, "x", colour), ...limitShapes(search, y, "y", colour)],
      annotations: [...limitLabels(search, x, "x", colour), ...limitLabels(search, y, "y", colour)],
    },
  };
}

function isMeasured(member, ...metrics) {
  return member.measured && metrics.some((metric) => metric in member.measured.values);
}

function hoverText(search, member) {
  const lines = search.metrics.map((metric) => `${unitOf(metric).label} ${shown(metric, member.values[metric])}`);
  const {values, noise} = member.measured ?? {values: {}};
  for (const [metric, value] of Object.entries(values))
    lines.push(`measured: ${unitOf(metric).label} ${withNoise(metric, value, noise[metric])} ${unitOf(metric).unit}`);
  return [...member.arch.split("/").map((part, i) => (i ? "/" : "") + part), "", ...lines].map(plain).join("<br>");
}

function pointTrace(search, members, xs, ys, rest) {
  return {x: members.map(xs), y: members.map(ys), hoverinfo: "text",
          text: members.map((member) => hoverText(search, member)), ...rest};
}

function predicted(metric) {
  return (member) => scaled(metric, member.values[metric]);
}

function measured(metric) {
  return (member) => scaled(metric, member.measured.values[metric] ?? member.values[metric]);
}

function noise(metric) {
  return (member) => scaled(metric, member.measured.noise[metric] ?? 0);
}

// A line through them where both axes are all that was wanted.
function predictedTrace(search, x, y, colour) {
  const wanted = search.objectives.map((objective) => objective.metric);
  const isWhole = wanted.length === 2 && wanted.includes(x) && wanted.includes(y) && x !== y;
  return pointTrace(search, search.members, predicted(x), predicted(y), {
    name: "predicted", mode: isWhole ? "lines+markers" : "markers",
    line: {color: colour.first, width: 1}, marker: {color: colour.first, size: 7},
  });
}

function bestTrace(search, x, y, colour) {
  return pointTrace(search, [search.members[search.best]], predicted(x), predicted(y), {
    name: "best", mode: "markers",
    marker: {color: "rgba(0,0,0,0)", size: 18, line: {color: colour.third, width: 3}},
  });
}

// Beside what was predicted, joined to it by a line.
function measuredTraces(search, x, y, colour) {
  const members = search.members.filter((member) => isMeasured(member, x, y));
  if (!members.length) return [];
  const along = (metric) => members.flatMap((member) => [predicted(metric)(member), measured(metric)(member), null]);
  const errors = (metric) =>
      ({type: "data", color: colour.second, thickness: 1.5, width: 4, array: members.map(noise(metric))});
  return [
    {x: along(x), y: along(y), mode: "lines", hoverinfo: "skip", showlegend: false,
     line: {color: colour.second, width: 1, dash: "dot"}},
    pointTrace(search, members, measured(x), measured(y), {
      name: "measured", mode: "markers", error_x: errors(x), error_y: errors(y),
      marker: {color: colour.second, size: 9, symbol: "diamond"}}),
  ];
}

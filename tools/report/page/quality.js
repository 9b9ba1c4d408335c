
function drawTables({tables}) {
  if (!tables.length) return;
  const section = addSection("Latency tables",
      "How far predictions are off, on whole networks that were measured and that no prediction was fitted on.");
  for (const table of tables) addLatencyTable(section, table, tables.length > 1);
}

function addLatencyTable(section, table, isNamed) {
  if (isNamed) add(section, "h3", "", unitOf(table.metric).label);
  add(section, "p", "", `${table.on}; ${table.blocks} blocks at resolution ${table.resolutions.join(", ")}` +
      (table.measured ? `, measured ${table.measured}` : ""));
  add(section, "code", "", table.file);
  if (table.quality) addFigures(section, table.quality);
  else add(section, "p", "", "Its error is unknown: its makers measured no networks.");
  if (table.correction.networks)
    add(section, "p", "small", correctionText(table));
  if (table.networks && table.networks.length)
    addChart(section, 400, (colour) => agreementFigure("latency, ms", networkGroups(table), colour));
}

function correctionText({correction, measured}) {
  return `The correction was fitted ${correction.measured} on ${correction.networks} networks; ` +
      `${percent(correction.error)} off on average, each predicted by the others.` +
      (correction.measured === measured ? "" : " Figures above are of the correction before.");
}

function addFigures(section, quality) {
  const header = ["held out", "networks", "error", "within 5 %", "within 10 %", "Spearman", "Kendall", "noise",
                  "error of MACs + parameters"];
  const row = (kind, of) => of.networks
      ? [kind, of.networks, percent(of.error), percent(of.within_5), percent(of.within_10), of.spearman.toFixed(3),
         of.kendall.toFixed(3), percent(of.noise), percent(of.cost_error)]
      : [kind, 0, ...Array(7).fill("–")];
  addTable(section, header, [row("random", quality.random), row("structured", quality.structured)],
           ["", ...header.slice(1).map(() => "number")]);
}

function networkGroups(table) {
  return ["fit", "random", "structured"].map((role) => ({
    name: role === "fit" ? "fitted on" : role,
    points: table.networks.filter((network) => network.role === role)
        .map(({ms, predicted, arch}) => ({measured: ms, predicted, text: arch})),
  })).filter((group) => group.points.length);
}

// Predicted against measured; on the line, both agree.
function agreementFigure(title, groups, colour) {
  const all = groups.flatMap((group) => group.points.flatMap((point) => [point.measured, point.predicted]));
  const ends = [Math.min(...all), Math.max(...all)], room = 0.04 * (ends[1] - ends[0] || 1);
  const shades = [colour.muted, colour.first, colour.second];
  return {
    traces: [
      {x: ends, y: ends, mode: "lines", hoverinfo: "skip", showlegend: false, line: {color: colour.muted, width: 1}},
      ...groups.map(({name, points}, i) => ({
        x: points.map((point) => point.measured), y: points.map((point) => point.predicted), name, mode: "markers",
        marker: {color: shades[(i + 3 - groups.length) % 3], size: 7, opacity: 0.8},
        text: points.map((point) => plain(point.text)),
        hovertemplate: "%{text}<br>measured %{x:.4~f}, predicted %{y:.4~f}<extra></extra>"})),
    ],
    layout: {xaxis: {title: `measured ${title}`, range: [ends[0] - room, ends[1] + room]},
             yaxis: {title: `predicted ${title}`, range: [ends[0] - room, ends[1] + room]}},
  };
}

function drawPredictor({predictor, search}) {
  if (!predictor) return;
  const section = addSection("Accuracy predictor", "How well it meets architectures that it was not fitted on.");
  add(section, "code", "", predictor.file);
  if (predictor.quality) addPredictorFigures(section, predictor);
  else add(section, "p", "", "Its error is unknown: it was published without.");
  const points = search ? checkedAccuracies(search) : [];
  if (points.length < 2) return;
  add(section, "h3", "", "Members of the front, predicted and measured");
  addChart(section, 360, (colour) => agreementFigure("accuracy, %", [{name: "members", points}], colour));
}

function addPredictorFigures(section, {quality, samples, members}) {
  const points = (part) => `${(100 * part).toFixed(3)} points`;
  const rows = [
    ["fitted on", `${samples.toLocaleString("en")} measured architectures`],
    ["kind", `${quality.kind}, ${members} member${members === 1 ? "" : "s"}`],
    ["error (root mean square)", points(quality.rmse)],
    ["error of the kind that was not taken", points(quality.other_rmse)],
    ["deviation of what was measured", points(quality.deviation)],
    ["spread of the members", points(quality.spread)],
    ["Kendall's τ of predicted and measured", quality.kendall.toFixed(3)],
    ["τ of two measurements, half of the images each", quality.halves_kendall?.toFixed(3) ?? "–"],
    ["τ of MACs and measured", quality.macs_kendall.toFixed(3)],
    ["Spearman's ρ of predicted and measured", quality.spearman.toFixed(3)],
  ];
  addTable(section, ["", ""], rows, ["", "number"]);
}

function checkedAccuracies(search) {
  return search.members.filter((member) => isMeasured(member, "accuracy")).map((member) => (
      {predicted: predicted("accuracy")(member), measured: measured("accuracy")(member), text: member.arch}));
}

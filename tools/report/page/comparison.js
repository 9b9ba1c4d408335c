
// Runs side by side. A colour is a recipe; seeds of the same one differ in their dashes.
const kRunColours = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
const kDashes = ["", "7,3", "2,3", "9,3,2,3", "14,4"];
const kNothing = "–";

function styleOf({groups}, run) {
  const group = groups.findIndex(({runs}) => runs.includes(run));
  const dash = groups[group].runs.indexOf(run) + Math.floor(group / kRunColours.length);
  return {colour: kRunColours[group % kRunColours.length], dash: kDashes[dash % kDashes.length]};
}

// A piece of the run's line, as charts draw it.
function addLineKey(parent, data, run) {
  const {colour, dash} = styleOf(data, run);
  parent.insertAdjacentHTML(
    "beforeend", '<svg class="line-key"><line x1="0" x2="26" y1="5" y2="5"/></svg>');
  const line = parent.lastElementChild.firstElementChild;
  line.setAttribute("stroke-dasharray", dash);
  line.style.stroke = `var(--${colour})`;
}

function runCell(data, run) {
  return (cell) => {
    cell.classList.add("run");
    addLineKey(cell, data, run);
    cell.append(data.runs[run].name);
  };
}

// What all runs say alike; nothing where they do not.
function common(runs, of) {
  const all = runs.map(of);
  return all.every((value) => value !== undefined && value === all[0]) ? all[0] : undefined;
}

function drawComparisonHeadline(data) {
  const {runs} = data, main = document.querySelector("main");
  main.replaceChildren();
  const header = add(main, "header");
  document.title = `ofa: ${runs.map(({name}) => name).join(", ")}`;
  add(header, "div", "about", `${runs.length} training runs side by side`);
  add(header, "h1", "", [...new Set(runs.map(({space}) => space))].join(", "));
  const counts = common(runs, ({data: {images}}) => images && JSON.stringify(images));
  const sources = [...new Set(runs.map(({data: {source}}) => source ?? "unknown images"))];
  const {train, validation} = counts ? JSON.parse(counts) : {};
  add(header, "p", "about", `on ${sources.join(", ")}` +
      (counts ? `: ${rounded(train, 0)} images for training, ${rounded(validation, 0)} for validation` : ""));
  const figures = add(header, "div", "figures");
  addHighest(figures, runs, "largest", "accuracy of the largest");
  addHighest(figures, runs, "random_median", "accuracy of random, median");
  addHighest(figures, runs, "smallest", "accuracy of the smallest");
  for (const note of data.notes) add(header, "p", "note", note);
}

function addHighest(figures, runs, key, name) {
  const known = runs.filter(({best}) => key in best);
  if (!known.length) return;
  const highest = known.reduce((most, run) => run.best[key] > most.best[key] ? run : most);
  addFigure(figures, name, inPoints(highest.best[key]), "%", `the highest: ${highest.name}`);
}

function drawDifferences(data) {
  const section = addSection("What differs in their config.yaml", "Keys as --set takes them; all others are the same.");
  if (!data.differences.length) return void add(section, "p", "", "Nothing.");
  addTable(section, ["", ...data.runs.map((_, run) => runCell(data, run))],
           data.differences.map(({key, values}) => [key, ...values.map(settingCell)]),
           ["setting", ...data.runs.map(() => "value")]);
}

function settingCell(value) {
  return (cell) => add(cell, "div", value?.length > 30 ? "long" : "", value ?? kNothing);
}

const kReached = [
  {key: "largest", name: "largest, %", show: inPoints, hasBest: true},
  {key: "random_median", name: "random, %", show: inPoints, hasBest: true},
  {key: "smallest", name: "smallest, %", show: inPoints, hasBest: true},
  {key: "gap", name: "gap, points", show: inPoints},
  {key: "rank_agreement", name: "agreement of ranks", show: (value) => value.toFixed(2)},
];

function inPoints(part) {
  return (100 * part).toFixed(2);
}

function drawReachedTable(data) {
  const {runs} = data;
  const section = addSection("What they reached",
      "Calibrated, on validation images: at the end, and at its best, the evaluation whose weights a run keeps. " +
      "Of random architectures, the median. " + uncertaintyText(runs));
  const known = kReached.filter(({key}) => runs.some(({end}) => key in end));
  const header = ["", ...known.flatMap(({name, hasBest}) => hasBest ? [name, "at best"] : [name]), "best at step"];
  const rows = runs.map((run, i) => [
    runCell(data, i),
    ...known.flatMap((figure) => [valueCell(runs, run, "end", figure),
                                  ...(figure.hasBest ? [valueCell(runs, run, "best", figure)] : [])]),
    rounded(run.best.step, 0)]);
  addTable(section, header, rows, ["", ...header.slice(1).map(() => "number")]);
  addGroups(section, data, known);
}

// The highest of a column stands out.
function valueCell(runs, run, when, {key, show, hasBest}) {
  if (!(key in run[when])) return kNothing;
  const highest = Math.max(...runs.map((other) => other[when][key] ?? -Infinity));
  return (cell) => {
    if (hasBest && show(run[when][key]) === show(highest)) cell.classList.add("highest");
    cell.append(show(run[when][key]));
  };
}

// By how many images there are to be right or wrong on.
function uncertaintyText(runs) {
  const last = ({training: {evaluations}}) => evaluations.at(-1).images;
  const images = common(runs, last), accuracy = runs[0].end.largest;
  if (images === undefined || accuracy === undefined) return "";
  const deviation = 100 * Math.sqrt(accuracy * (1 - accuracy) / images);
  return `On ${rounded(images, 0)} images one is known to ± ${deviation.toFixed(2)} points (a standard deviation).`;
}

function addGroups(section, data, known) {
  if (data.groups.every(({runs}) => runs.length < 2)) return;
  add(section, "h3", "", "The same but for the seed");
  add(section, "p", "about", "Median, least and most at the end.");
  const header = ["", "seeds", ...known.map(({name}) => name)];
  const rows = data.groups.map(({runs, seeds, end}) => [
    groupCell(data, runs), seeds.join(", "),
    ...known.map(({key, show}) => key in end ? spreadText(end[key], show, runs.length) : kNothing)]);
  addTable(section, header, rows, ["", "number", ...known.map(() => "number")]);
}

function groupCell(data, runs) {
  return (cell) => {
    cell.classList.add("run");
    runs.forEach((run) => runCell(data, run)(add(cell, "div")));
  };
}

function spreadText({median, least, most}, show, count) {
  return count > 1 ? `${show(median)} (${show(least)} .. ${show(most)})` : show(median);
}

function drawTook(data) {
  const {runs} = data;
  const section = addSection("What they took", "Time is of steps and evaluations; pauses do not count.");
  const columns = [
    {name: "space", of: ({space}) => space, isName: true},
    {name: "data", of: ({data: {source}}) => source, isName: true},
    {name: "seed", of: ({seed}) => String(seed)},
    {name: "budget", of: ({budget}) => budget},
    {name: "steps", of: stepsText},
    {name: "images", of: ({images}) => images && rounded(images, 0)},
    {name: "images/s", of: ({images_per_s}) => images_per_s && rounded(images_per_s)},
    {name: "time", of: ({seconds}) => seconds && duration(seconds)},
  ].filter(({of, isName}) => runs.some(of) && !(isName && common(runs, of)));
  addTable(section, ["", ...columns.map(({name}) => name)],
           runs.map((run, i) => [runCell(data, i), ...columns.map(({of}) => of(run) ?? kNothing)]),
           ["", ...columns.map(({isName}) => isName ? "" : "number")]);
}

function stepsText({steps, planned_steps}) {
  return rounded(steps, 0) + (steps < planned_steps ? ` of ${rounded(planned_steps, 0)}` : "");
}

function drawRemarks(data) {
  const section = addSection("What was said of their health");
  const rows = data.runs.flatMap(({health}, run) => health.map(({from, remarks}, i) =>
      [i ? "" : runCell(data, run), rounded(from, 0), remarks.join("; ")]));
  addTable(section, ["", "from step", ""], rows, ["", "number", "remark"]);
}

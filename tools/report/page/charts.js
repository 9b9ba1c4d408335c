
// Charts follow the page: its colours (light, dark, paper) and its width.
const kCharts = [];
const kHasFinger = matchMedia("(pointer: coarse)").matches;  // which moves the page, not the chart

function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "line", "text", "muted", "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
                 "eighth", "forbidden", "limit"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function axisStyle(colour, axis) {
  return {gridcolor: colour.line, zerolinecolor: colour.line, linecolor: colour.line, automargin: true,
          zeroline: false, ...axis, title: {text: plain(axis.title), standoff: 8}};
}

function layoutOf(colour, width, height, {xaxis, yaxis, ...rest}) {
  return {
    width, height, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: {color: colour.text, size: 13, family: getComputedStyle(document.body).fontFamily},
    margin: {l: 56, r: 14, t: 14, b: 48}, dragmode: kHasFinger ? false : "zoom", hovermode: "closest",
    legend: {orientation: "h", x: 0, y: 1.02, yanchor: "bottom"},
    hoverlabel: {align: "left", bgcolor: colour.paper, bordercolor: colour.line, font: {color: colour.text, size: 13}},
    ...rest, xaxis: axisStyle(colour, xaxis), yaxis: axisStyle(colour, yaxis),
  };
}

// `figure` makes traces and layout in the colours of the moment. What is returned draws it, as
// drawCharts() does when all of the page has its place.
function addChart(parent, height, figure) {
  const place = add(parent, "div", "chart");
  const draw = () => {
    const colour = colours(), width = place.clientWidth;
    const {traces, layout} = figure(colour, width);
    Plotly.react(place, traces, layoutOf(colour, width, isPrinting() ? 0.8 * height : height, layout),
                 {displayModeBar: false});
  };
  kCharts.push(draw);
  return draw;
}

function drawCharts() {
  for (const draw of kCharts) draw();
}

function followThePage() {
  let width = innerWidth;
  addEventListener("resize", () => {
    if (width !== innerWidth) drawCharts();  // a telephone's height changes as one scrolls
    width = innerWidth;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(false));
}

function isPrinting() {
  return document.documentElement.classList.contains("printing");
}

// Paper is white, and as wide as charts must be beforehand.
function setPrinting(prints) {
  document.documentElement.classList.toggle("printing", prints);
  for (const details of document.querySelectorAll("details.printed")) details.open ||= prints;
  drawCharts();
}

// plotly.js reads tags in texts; data have none.
function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

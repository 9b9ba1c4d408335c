
// Networks block by block, all of them at one scale.
const kNetworkNames = {best: "The best", most: "The upper end of the front", middle: "From its middle", least: "Its lower end"};

function drawNetworks({networks, search}) {
  if (!networks) return;
  const measure = measureOf(networks);
  const section = addSection("Networks, block by block",
      `A box a block, as high as its ${measure.label}, which stands above it in ${measure.unit}; below it ` +
      "kernel (k), expand ratio (e) or mid channels (m), output channels, and the side of the map.");
  addKernelKey(section, networks);
  const highest = Math.max(...networks.flatMap((network) => network.blocks.map(measure.of)));
  for (const network of networks) addNetwork(section, network, search, measure, highest);
}

// The first table's latencies, if every network has them; and in which unit they are short.
function measureOf(networks) {
  const metrics = Object.keys(networks[0].rest_ms);
  const metric = metrics.find((name) => networks.every((network) => name in network.rest_ms));
  if (!metric) return {label: "MACs", unit: "millions", of: (block) => block.macs / 1e6};
  const {label} = unitOf(metric);
  const isShort = networks.every((network) => network.blocks.every((block) => block.ms[metric] < 1));
  const [unit, factor] = isShort ? ["µs", 1e3] : ["ms", 1];
  return {label, unit, of: (block) => factor * block.ms[metric]};
}

function addKernelKey(section, networks) {
  const kernels = new Set(networks.flatMap((network) => network.blocks.map((block) => block.kernel)).filter(Boolean));
  const line = add(section, "p", "small", "Kernels:");
  for (const kernel of [...kernels].sort((a, b) => a - b)) {
    add(line, "span", `key ${kernelClass(kernel)}`);
    line.append(`${kernel}×${kernel}`);
  }
}

function kernelClass(kernel) {
  return `kernel${Math.min(kernel ?? 0, 9)}`;
}

function addNetwork(section, network, search, measure, highest) {
  const member = search.members[network.member];
  const values = search.metrics.map((metric) => `${unitOf(metric).label} ${shown(metric, member.values[metric])}`);
  const head = add(section, "div", "kept");
  add(head, "h3", "", kNetworkNames[network.name]);
  add(head, "div", "small", values.join(", "));
  add(head, "code", "", network.arch);
  const drawing = add(head, "div", "network");
  const begins = network.blocks.map((block, i) => i > 0 && block.part !== network.blocks[i - 1].part);
  drawing.style.setProperty("--blocks", begins.length);
  drawing.style.setProperty("--begins", begins.filter(Boolean).length);
  network.blocks.forEach((block, i) => addBlock(drawing, block, begins[i], measure, highest));
  const details = addDetails(section, "as a table");
  details.className = "printed";
  details.open = network.name === "best";
  addBlockTable(details, network);
}

function addBlock(drawing, block, begins, measure, highest) {
  const value = measure.of(block);
  const box = add(drawing, "div", begins ? "block begins" : "block");
  box.title = `${block.name}: ${block.channels} x ${block.height} x ${block.width}`;
  add(box, "div", "took", shortNumber(value));
  add(box, "div", `bar ${kernelClass(block.kernel)}`).style.height = `${(150 * value / highest).toFixed(1)}px`;
  add(box, "div", "", choiceText(block) || placeName(block));
  add(box, "div", "", String(block.channels));
  add(box, "div", "size", block.height ? `${block.height}²` : "–");
}

function shortNumber(value) {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

function choiceText({kernel, expand, mid}) {
  return [kernel ? `k${kernel}` : "", expand ? `e${expand}` : "", mid ? `m${mid}` : ""].join("");
}

// stages.0.blocks.1 as stage 0.1
function placeName({name}) {
  return name.replace(/^stages\.(\d+)\.blocks\./, "stage $1.");
}

function addBlockTable(parent, network) {
  const metrics = Object.keys(network.rest_ms);
  const header = ["block", ...metrics.map(axisTitle), "choice", "output", "MACs, M", "parameters"];
  const times = (ms) => metrics.map((metric) => ms[metric].toFixed(4));
  const rows = network.blocks.map((block) => [
    placeName(block), ...times(block.ms), choiceText(block), sizeText(block),
    rounded(block.macs / 1e6), block.params.toLocaleString("en"),
  ]);
  if (metrics.some((metric) => network.rest_ms[metric] !== 0))
    rows.push(["any network", ...times(network.rest_ms), "", "", "", ""]);
  const sum = (of) => network.blocks.reduce((total, block) => total + of(block), 0);
  const allMs = (metric) => sum((block) => block.ms[metric]) + network.rest_ms[metric];
  const total = ["total", ...times(Object.fromEntries(metrics.map((metric) => [metric, allMs(metric)]))), "", "",
                 rounded(sum((block) => block.macs) / 1e6), sum((block) => block.params).toLocaleString("en")];
  total.className = "best";
  addTable(parent, header, [...rows, total], ["", ...header.slice(1).map(() => "number")]);
}

function sizeText({channels, height, width}) {
  return height ? `${channels}×${height}×${width}` : String(channels);
}

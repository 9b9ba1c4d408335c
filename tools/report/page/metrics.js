
// How metrics are shown: in which unit, and how exactly.
const kUnits = [
  {name: "accuracy", label: "accuracy", unit: "%", factor: 100, decimals: () => 2},
  {name: "macs", label: "MACs", unit: "M", factor: 1e-6, decimals: fourDigits},
  {name: "params", label: "parameters", unit: "k", factor: 1e-3, decimals: fourDigits},
  {name: "peak_activation_bytes", label: "peak activations", unit: "kB", factor: 1e-3, decimals: fourDigits},
];

function unitOf(metric) {
  const known = kUnits.find((unit) => unit.name === metric);
  if (known) return known;
  if (!isLatency(metric)) return {label: metric, unit: "", factor: 1, decimals: fourDigits};
  const device = metric.replace(/\.?latency_ms$/, "");
  return {label: device ? `latency (${device})` : "latency", unit: "ms", factor: 1, decimals: (ms) => ms < 1 ? 4 : 3};
}

function isLatency(metric) {
  return metric.endsWith("latency_ms");
}

// Decimals of a value with four digits that count.
function fourDigits(value) {
  return Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value) || 1)));
}

function rounded(value, decimals = fourDigits(value)) {
  return value.toLocaleString("en", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
}

function scaled(metric, value) {
  return value * unitOf(metric).factor;
}

function number(metric, value) {
  const found = scaled(metric, value);
  return rounded(found, unitOf(metric).decimals(found));
}

// As exactly as the value itself.
function noiseText(metric, value, noise) {
  const decimals = unitOf(metric).decimals(scaled(metric, value)), found = scaled(metric, noise);
  const least = 10 ** -decimals;
  return found > 0 && found < least / 2 ? `± < ${rounded(least, decimals)}` : `± ${rounded(found, decimals)}`;
}

function withNoise(metric, value, noise) {
  return `${number(metric, value)} ${noiseText(metric, value, noise)}`;
}

function shown(metric, value) {
  const {unit} = unitOf(metric);
  return number(metric, value) + (unit ? ` ${unit}` : "");
}

function percent(part, decimals = 1) {
  return `${(100 * part).toFixed(decimals)} %`;
}

function axisTitle(metric) {
  const {label, unit} = unitOf(metric);
  return unit ? `${label}, ${unit}` : label;
}

function limitText({metric, at_most, value}) {
  return `${unitOf(metric).label} ${boundText(metric, at_most, value)}`;
}

// A number that someone wrote: no digits that were not there.
function boundText(metric, atMost, value) {
  const written = Number(scaled(metric, value).toPrecision(6)).toLocaleString("en", {maximumFractionDigits: 6});
  return `${atMost ? "≤" : "≥"} ${written} ${unitOf(metric).unit}`.trim();
}

function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

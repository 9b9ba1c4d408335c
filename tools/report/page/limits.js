
// All points with their errors, and limits that are not far from them.
function axisRange(search, metric) {
  const values = search.members.flatMap((member) => {
    const value = predicted(metric)(member);
    if (!member.measured) return [value];
    const found = measured(metric)(member), off = noise(metric)(member);
    return [value, found - off, found + off];
  });
  let low = Math.min(...values), high = Math.max(...values);
  const span = high - low || Math.abs(high) || 1;
  for (const limit of limitsOf(search, metric)) {
    const value = scaled(metric, limit.value);
    if (value > low - span && value < high + span) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return [low - 0.06 * span, high + 0.06 * span];
}

function limitsOf(search, metric) {
  return search.limits.filter((limit) => limit.metric === metric);
}

// A line, and a shade over the side that is forbidden.
function limitShapes(search, metric, axis, colour) {
  const across = axis === "x" ? "y" : "x";
  const shape = (from, to, rest) => ({layer: "below", [`${axis}ref`]: axis, [`${across}ref`]: "paper",
      [`${axis}0`]: from, [`${axis}1`]: to, [`${across}0`]: 0, [`${across}1`]: 1, ...rest});
  return limitsOf(search, metric).flatMap((limit) => {
    const value = scaled(metric, limit.value), far = (1e3 * Math.abs(value) + 1e3) * (limit.at_most ? 1 : -1);
    return [shape(value, far, {type: "rect", fillcolor: colour.forbidden, line: {width: 0}}),
            shape(value, value, {type: "line", line: {color: colour.limit, width: 1.5, dash: "dash"}})];
  });
}

function limitLabels(search, metric, axis, colour) {
  const across = axis === "x" ? "y" : "x";
  return limitsOf(search, metric).map((limit) => ({
    [`${axis}ref`]: axis, [`${across}ref`]: "paper", [axis]: scaled(metric, limit.value),
    [across]: axis === "x" ? 0 : 1, text: boundText(metric, limit.at_most, limit.value), showarrow: false,
    xanchor: "right", yanchor: "bottom", font: {color: colour.limit, size: 12},
  }));
}

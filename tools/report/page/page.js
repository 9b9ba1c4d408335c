
function tell(error) {
  add(document.querySelector("main"), "p", "failure", `A part of this page could not be drawn: ${error.message}`);
  console.error(error);
}

addEventListener("error", (event) => tell(event.error ?? event));

const kData = JSON.parse(document.getElementById("data").textContent);
const kParts = kData.runs
    ? [drawComparisonHeadline, drawDifferences, drawReachedTable, drawTook, drawCurves, drawRemarks, drawOrigin]
    : [drawHeadline, drawModels, drawFront, drawNetworks, drawProgress, drawTraining, drawTables, drawPredictor, drawOrigin];
for (const draw of kParts) {
  try {
    draw(kData);
  } catch (error) {
    tell(error);
  }
}
drawCharts();
followThePage();

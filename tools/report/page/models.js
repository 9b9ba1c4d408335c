
// Model files that were made of what was found.
function drawModels({models}) {
  if (!models) return;
  const section = addSection("Model files",
      "Accuracy on test images and time of a call, of the files themselves, measured in turns with each other.");
  const header = ["", "", "MMACs", "test, %", "predicted, ms", "measured, ms", "faster", "file", "verified on"];
  const [first] = models;
  const rows = models.map((model) => [
    model.name, model.precision, (model.macs / 1e6).toFixed(2), (100 * model.test_accuracy).toFixed(2),
    model.predicted_ms === null ? "" : model.predicted_ms.toFixed(3), model.ms.toFixed(3),
    `${(first.ms / model.ms).toFixed(1)}x`, `${(model.bytes / 1e3).toFixed(0)} kB`, model.verified_on.join(", ")]);
  models.forEach((model, i) => rows[i].below = `${model.file}  ${model.arch}`);
  addTable(section, header, rows, ["", "", ...Array(6).fill("number"), ""]);
}


function drawOrigin({environment, commands, configs}) {
  const section = addSection("How to do it again");
  add(section, "pre", "", commands.map(({makes, command}) => `# ${makes}\n${command}`).join("\n"));
  for (const {file, text} of configs) add(addDetails(section, file), "pre", "", text);
  const {processor, cores, governor} = environment;
  add(section, "h3", "", "Written by");
  add(section, "p", "small", `${environment.written}, on ${processor || "an unknown processor"}, ${cores} cores` +
      (governor ? `, governor ${governor}` : ""));
  add(section, "pre", "", environment.version.join("\n"));
}

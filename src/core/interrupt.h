#pragma once

namespace ofa {

// From now on the first SIGINT or SIGTERM only raises a flag that loops ask; a second one ends the
// program at once. A signal that our parent told us to ignore stays ignored.
void install_interrupt_handlers();

bool interrupted();
int interrupt_signal();  // SIGINT, SIGTERM or 0; an interrupted program exits with 128 plus this

}  // namespace ofa

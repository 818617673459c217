/// SIGINT, SIGTERM and SIGUSR1 ask the program to stop at the next good moment.
#pragma once

namespace sigdyn {

/// From now on the three signals are remembered instead of ending the program; a second SIGINT ends
/// it.
void catch_interrupts();

/// True once one of them has come. Safe from any thread.
bool is_interrupted();

}  // namespace sigdyn

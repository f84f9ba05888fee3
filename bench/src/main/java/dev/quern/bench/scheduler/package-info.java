/** What the scheduler itself costs: graphs of tasks that do next to nothing, through a session. */
@NullMarked
package dev.quern.bench.scheduler;

import org.jspecify.annotations.NullMarked;

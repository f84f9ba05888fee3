/**
 * Sessions: a task graph comes in from arrays, dataframes or tasks, is run on the local cores, and
 * its chunks go back to whoever submitted it.
 */
@NullMarked
package dev.quern.scheduler;

import org.jspecify.annotations.NullMarked;

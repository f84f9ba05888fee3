/**
 * From an optimised plan to a task graph: which splits are read by which task, what is merged
 * where. The graph goes to the session.
 */
@NullMarked
package dev.quern.dataframes.lower;

import org.jspecify.annotations.NullMarked;

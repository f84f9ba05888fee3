/**
 * Lazy dataframes: operations build a plan, {@code collect()} optimises it, lowers it to a task
 * graph and a session runs that.
 */
@NullMarked
package dev.quern.dataframes;

import org.jspecify.annotations.NullMarked;
